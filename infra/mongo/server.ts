import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Dispatcher } from './commands/dispatcher.ts';
import type { Log } from './log.ts';
import { openStore } from './storage/store.ts';
import { serveConnection } from './wire/connection.ts';

export interface MongoServer extends AsyncDisposable {
  readonly port: number;
}

interface ServerOptions {
  host: string;
  port: number;
  dir: string;
  log: Log;
}

const connectionsMax = 1000;

/** Serves the folder's data. Disposing finishes the commands that run and closes the folder. */
export async function startMongoServer(options: ServerOptions): Promise<MongoServer> {
  const { host, port, dir, log } = options;
  const store = openStore(dir);
  const dispatcher = new Dispatcher({ store, log });
  const connections = new Map<Socket, Promise<void>>();
  let clients = 0;

  const server = createServer((socket) => {
    const client = { id: ++clients, address: addressOf(socket) };
    const serving = serveConnection({
      socket,
      log,
      execute: (body) => dispatcher.execute(body, client),
    }).finally(() => {
      connections.delete(socket);
      dispatcher.disconnected(client);
    });
    connections.set(socket, serving);
  });
  server.maxConnections = connectionsMax;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    store.close();
    throw error;
  }
  const address = server.address();

  return {
    port: typeof address === 'object' && address ? address.port : port,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of connections.keys()) socket.destroy();
      await Promise.allSettled(connections.values());
      dispatcher.close();
      store.close();
    },
  };
}

/** The end of the connection that the client knows, whatever the server listens on. */
function addressOf({ localAddress = '127.0.0.1', localPort }: Socket): string {
  return localAddress.includes(':')
    ? `[${localAddress}]:${localPort}`
    : `${localAddress}:${localPort}`;
}
