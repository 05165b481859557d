import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { answerBytes } from '@tributary/gateway/rest/byte-answer';
import { fastify } from 'fastify';
import { expect, test } from 'vitest';

/** Answers with the bytes to a client that reads none of them; tells how both ends end. */
async function stall(source: (socket: Socket) => AsyncIterable<Uint8Array>) {
  await using stack = new AsyncDisposableStack();
  const app = fastify({ forceCloseConnections: true });
  const broken = Promise.withResolvers<unknown>();
  const ended = Promise.withResolvers<void>();
  app.get('/', ({ socket }, reply) =>
    answerBytes(reply, {
      ...{ status: 200, headers: {} },
      bytes: endingWith(source(socket), ended.resolve),
      ...{ length: undefined, signal: new AbortController().signal, stallMsMax: 50 },
      onBreak: broken.resolve,
    }),
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  stack.defer(() => app.close());
  const { port } = app.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').pause();
  stack.defer(() => void socket.destroy());
  socket.write('GET / HTTP/1.1\r\nHost: t\r\n\r\n');
  const [server] = await once(app.server, 'connection');
  const [error] = await Promise.all([broken.promise, ended.promise, once(server, 'close')]);
  return (error as Error).cause;
}

async function* endingWith(source: AsyncIterable<Uint8Array>, ended: () => void) {
  try {
    yield* source;
  } finally {
    ended();
  }
}

const taken = expect.objectContaining({ code: 'TIMEOUT', message: 'the client takes nothing' });

test('an answer that nobody takes is cut, and its source closed', async () => {
  const error = await stall(async function* endless() {
    for (;;) yield Buffer.alloc(65_536);
  });

  expect(error).toEqual(taken);
});

test('so is one whose last bytes nobody takes', async () => {
  const error = await stall(async function* untilFull(socket) {
    for (; socket.writableLength === 0; await setImmediate()) yield Buffer.alloc(65_536);
  });

  expect(error).toEqual(taken);
});
