import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { cutShort } from './request-bodies.ts';

interface ClientError extends Error {
  code?: string;
}

const refusals: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

/** Answers what is not HTTP, or stops to be. */
export function createBrokenRequests() {
  const latest = new WeakMap<Socket, { request: IncomingMessage; response: ServerResponse }>();

  return {
    notice(request: IncomingMessage, response: ServerResponse): void {
      latest.set(request.socket, { request, response });
    },
    answer(error: ClientError, socket: Socket): void {
      if (error.code === 'ECONNRESET' || socket.destroyed) return;
      const { request, response } = latest.get(socket) ?? {};
      const isCut = error.code === 'HPE_INVALID_EOF_STATE' && request?.complete === false;
      if (isCut && response?.headersSent === false) {
        // A client that has closed its half in the middle of a body still hears what its API says.
        cutShort(request);
        return;
      }
      const status = refusals[error.code ?? ''] ?? '400 Bad Request';
      if (socket.writable) {
        socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      }
      socket.destroy(error);
    },
  };
}
