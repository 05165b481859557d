import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Failure } from '@tributary/runtime/failure';
import type { Principal, Sender } from '../identity/identity.ts';
import { isAllowedOrigin } from './cors.ts';
import type { Reply } from './endpoint.ts';
import type { Face, Gatekeepers } from './face.ts';
import type { SocketEndpoint } from './socket-endpoint.ts';
import { firstOfEach } from './validation.ts';

/** Who opens a socket; throws what refuses them. Sets headers of the answer, whatever it is. */
export async function admitPeer(
  face: Face,
  { route, identity }: SocketEndpoint,
  request: IncomingMessage,
  { gatekeepers, headers }: { gatekeepers: Gatekeepers; headers: Record<string, string> },
): Promise<Principal> {
  const sender = gatekeepers.identity.readSender(request);
  refuseForeignPage(face, sender);
  const [path = ''] = (request.url ?? '').split('?', 1);
  const setHeader = (name: string, value: string) => {
    headers[name] = value;
  };
  const arrival = { route, method: 'GET', path, params: {}, sender, setHeader };
  const caller = await face.admit(arrival, gatekeepers);
  const claim = { query: firstOfEach(Object.fromEntries(sender.query)), body: undefined };
  return face.identify(caller, identity, claim, gatekeepers);
}

/** A browser lets any page open a socket, and asks nobody: who may, is for us to say. */
function refuseForeignPage({ cors }: Face, { headers: { origin }, isForeign }: Sender): void {
  if (origin === undefined || !isForeign || (cors && isAllowedOrigin(cors, origin))) return;
  throw new Failure('FORBIDDEN', 'a page of another site may not open a socket here');
}

/** Answers a handshake with what refuses it, and closes. */
export function refuseUpgrade(
  socket: Duplex,
  { status, headers = {}, body }: Reply,
  own: Readonly<Record<string, string>>,
): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  const all = {
    ...own,
    ...headers,
    ...(text && { 'content-type': 'application/json' }),
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}\r\n`),
  );
  // A client that keeps its half open would otherwise keep the connection for ever.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${text}`);
}
