import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { openBody } from '@tributary/gateway/live-body';
import { drain } from '@tributary/gateway/request-bodies';
import { createServer } from '@tributary/gateway/server';
import { Failure } from '@tributary/runtime/failure';
import { silentLog } from '@tributary/runtime/log';
import { afterAll, beforeAll, expect, test } from 'vitest';

const { app } = createServer({ log: silentLog });

beforeAll(async () => {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof Failure)) throw error;
      return reply.code(error.status).send({ reason: error.reason });
    });
    scope.post('/drained', async ({ raw }) => {
      await drain(raw, 1_000);
      throw new Failure('TOO_LARGE', 'too much', { reason: 'too_large' });
    });
    scope.post('/live', async ({ raw }) => {
      for await (const _chunk of openBody(raw, 50).chunks);
    });
    scope.post('/patient', async ({ raw }) => {
      for await (const _chunk of openBody(raw).chunks);
    });
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

/** The beginning of a request, on a connection that is then left as it is. */
function begin(path: string, body: string) {
  const { port } = app.server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.write(`POST ${path} HTTP/1.1\r\nHost: t\r\nContent-Type: x/y\r\n`);
  socket.write(`Content-Length: 1000000\r\n\r\n${body}`);
  return socket;
}

const refused = (status: number, reason: string) =>
  new RegExp(`^HTTP/1.1 ${status} .*connection: close\r\n.*{"reason":"${reason}"}$`, 'is');

test('a body of which no more is read ends its connection, behind the answer', async () => {
  const connection = once(app.server, 'connection');
  const socket = begin('/drained', 'x'.repeat(100_000));
  const [server] = await connection;
  const closed = once(server, 'close');

  expect(await text(socket)).toMatch(refused(413, 'too_large'));
  await closed;
});

test('a body that stops coming is refused', async () => {
  expect(await text(begin('/live', 'part'))).toMatch(refused(400, 'upload_cut_off'));
});

test.each(['/patient', '/live'])('who ends a body too early hears of it (%s)', async (path) => {
  expect(await text(begin(path, 'part').end())).toMatch(refused(400, 'upload_cut_off'));
});

test('what is not HTTP is refused, and what ends a connection is not', async () => {
  const { port } = app.server.address() as AddressInfo;
  const answerTo = (sent: string) => text(connect(port, '127.0.0.1').end(sent));

  expect(await answerTo('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
  expect(await answerTo(`GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
    /^HTTP\/1.1 431 /,
  );
});
