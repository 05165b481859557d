import { hostname } from 'node:os';
import type { Msg } from 'nats';
import type { Wire } from './wire.ts';

export interface EndpointOptions {
  /** The name under which NATS tools find it; processes of one name share the messages. */
  service: string;
  subject: string;
}

const version = '0.1.0';

/** Takes messages of a subject, as a service that standard NATS tools discover. */
export async function addEndpoint(
  { connection, link, log }: Wire,
  { service, subject }: EndpointOptions,
  handle: (message: Msg) => void,
): Promise<AsyncDisposable> {
  // The host tells the processes of one name apart, for a health check as for a person.
  const metadata = { host: hostname() };
  const instance = await connection.services.add({
    ...{ name: service, version, queue: service, metadata },
  });
  let isStopping = false;
  void instance.stopped.then((error) => {
    if (!isStopping) log.error({ err: error, subject }, 'endpoint stopped');
  });
  instance.addEndpoint(subject.replaceAll('.', '-'), {
    subject,
    handler: (error, message) => {
      if (!error) handle(message);
    },
  });
  // Nobody may be told that a process is ready while NATS does not yet know its subjects. When the
  // connection breaks meanwhile, they are made known as it heals.
  if (link.isUp) await connection.flush().catch(() => {});
  return {
    async [Symbol.asyncDispose]() {
      isStopping = true;
      await instance.stop();
    },
  };
}
