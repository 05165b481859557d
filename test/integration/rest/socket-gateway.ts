import { BlockList } from 'node:net';
import { readProxies } from '@tributary/gateway/identity/client-address';
import type { Credential, Identity } from '@tributary/gateway/identity/identity';
import { createSenderReader } from '@tributary/gateway/identity/sender';
import type { Engine } from '@tributary/gateway/rest/exchange';
import type { Face } from '@tributary/gateway/rest/face';
import type { Connection } from '@tributary/gateway/rest/socket-endpoint';
import { createSockets, type SocketLimits } from '@tributary/gateway/rest/sockets';
import { createServer } from '@tributary/gateway/server';
import { Failure } from '@tributary/runtime/failure';
import { silentLog } from '@tributary/runtime/log';
import { WebSocket } from 'ws';
import { testFace } from './face.ts';

export interface SocketGateway extends AsyncDisposable {
  /** Closes the sockets, as a process does that is told to stop. */
  close(): PromiseLike<void>;
  connect(headers?: Record<string, string>): WebSocket;
  readonly port: number;
}

/** A gateway with one socket, whose callers name themselves in a header. */
export async function startSocketGateway(
  serve: (connection: Connection) => Promise<void>,
  { credential, ...limits }: Partial<SocketLimits> & { credential?: Credential } = {},
): Promise<SocketGateway> {
  const readSender = createSenderReader({
    proxies: readProxies(['loopback']) ?? new BlockList(),
    publicUrl: 'https://product.example',
  });
  const operations = { run: async () => ({}), follow: async function* () {} };
  const gatekeepers = { identity: { readSender } as Identity };
  const engine = { operations, gatekeepers, log: silentLog } as unknown as Engine;
  const face: Face<string, string> = {
    ...testFace,
    cors: {
      ...{ origins: ['https://ours.example'], takesCookies: true },
      ...{ methods: '', headers: '', exposed: '' },
    },
    sockets: [{ route: 'GET /t/socket', identity: 'signed', documents: [], serve }],
    identify: async (id) => ({ viewer: { id, kind: 'account', scopes: [] }, credential }),
  };
  const sockets = createSockets(engine, limits);
  const { app, upgrades } = createServer({ log: silentLog });
  for (const [path, upgrade] of sockets.upgradesOf(face)) upgrades.set(path, upgrade);
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const close = () => sockets[Symbol.asyncDispose]();
  return {
    close,
    port: Number(port),
    connect: (headers = {}) =>
      new WebSocket(`ws://127.0.0.1:${port}/t/socket`, {
        headers: { 'x-caller': 'ada', ...headers },
      }),
    async [Symbol.asyncDispose]() {
      await close();
      await app.close();
    },
  };
}

/** A credential that ends when it is told to. */
export function createCredential(): Credential & { end(): void } {
  const over = Promise.withResolvers<void>();
  return {
    end: over.resolve,
    onEnd(listener) {
      let isHeard = true;
      void over.promise.then(
        () => isHeard && listener(new Failure('UNAUTHENTICATED', 'the token is revoked')),
      );
      return {
        [Symbol.dispose]() {
          isHeard = false;
        },
      };
    },
  };
}
