import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { startWorld } from './world.ts';

test('a request is one line, without what it carries', async () => {
  await using world = await startWorld();
  const lines: Record<string, unknown>[] = [];
  const sink = new Writable({
    write(chunk, _, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const gateway = await world.openGateway({ log: pino({}, sink) });
  await gateway.ready;
  const query = encodeURIComponent('{ notes # my-own-words\n }');

  await fetch(`${gateway.address}/graphql?query=${query}&token=my-token`, {
    headers: { authorization: 'Bearer my-secret', 'x-request-id': 'the-request' },
  });

  const requests = lines.filter(({ msg }) => msg === 'request');
  expect(requests).toEqual([
    expect.objectContaining({
      requestId: 'the-request',
      method: 'GET',
      route: '/graphql',
      status: 401,
      durationMs: expect.any(Number),
    }),
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/my-own-words|my-token|my-secret/);
});

test('a request that comes while NATS is away is answered when it is back', async () => {
  await using world = await startWorld();
  const ask = async () => {
    const response = await fetch(`${world.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ notes }"}',
    });
    return (await response.json()) as object;
  };

  await world.nats.kill();
  const answer = ask();
  await world.nats.start();

  // The gateway may be back a little before the service: then it says that it may be asked again.
  const unavailable = { errors: [{ extensions: { code: 'UNAVAILABLE' } }] };
  const early = await answer;
  if ('errors' in early) expect(early).toMatchObject(unavailable);
  await expect.poll(ask, { timeout: 10_000 }).toEqual({ data: { notes: [] } });
});
