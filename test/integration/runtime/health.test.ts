import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startNetwork } from './network.ts';

const program = join(import.meta.dirname, '../../../infra/runtime/health/main.ts');

async function check(natsUrl: string, name: string): Promise<unknown> {
  const child = spawn(process.execPath, [program, name], {
    env: { PATH: process.env.PATH, NATS_URL: natsUrl },
    stdio: 'ignore',
  });
  return (await once(child, 'exit'))[0];
}

test('a container is healthy while its own service answers', async () => {
  await using network = await startNetwork();
  const bus = await network.connect();
  await using _ = await bus.respond({
    service: 'graphql-notes',
    subject: 'graphql.notes',
    handle: async ({ data }) => data,
  });

  const [own, other] = [await check(network.nats.url, 'notes'), await check(network.nats.url, 'x')];

  expect([own, other]).toEqual([0, 1]);
});
