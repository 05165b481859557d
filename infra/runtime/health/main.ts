import { hostname } from 'node:os';
import { connect, RequestStrategy } from 'nats';

/**
 * A container's health check: exits with 0 if the service of this host, and not just some other of
 * its name, answers over NATS.
 */
const [name] = process.argv.slice(2);
const servers = (process.env.NATS_URL ?? '').split(',');
const connection = await connect({ servers, timeout: 2_000, maxReconnectAttempts: 0 });
const client = connection.services.client({ strategy: RequestStrategy.Timer, maxWait: 1_000 });
const instances = await client.ping(`graphql-${name}`);
process.exitCode = 1;
for await (const { metadata } of instances) {
  if (metadata?.host === hostname()) process.exitCode = 0;
}
await connection.close();
