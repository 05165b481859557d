import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server somewhere else, as far as a network has an elsewhere. */
export interface RemoteServer extends AsyncDisposable {
  readonly port: number;
  /** `localhost` and the port: a name, which has to be resolved. */
  readonly host: string;
  /** `HEAD /a.txt`, in the order in which they came. */
  readonly requests: readonly string[];
  readonly headers: readonly IncomingMessage['headers'][];
}

export async function startRemoteServer(handlers: Record<string, Handler>): Promise<RemoteServer> {
  const requests: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    headers.push(request.headers);
    const handle = handlers[request.url?.split('?', 1)[0] ?? ''];
    if (handle) handle(request, response);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ...{ port, host: `localhost:${port}`, requests, headers },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const redirectTo =
  (location: string, status = 302): Handler =>
  (_, response) =>
    void response.writeHead(status, { location }).end();

export const reply =
  (body: string | Uint8Array, headers: Record<string, string | number> = {}): Handler =>
  (_, response) =>
    void response.writeHead(200, headers).end(body);
