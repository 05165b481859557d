import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Document } from 'bson';
import type { Log } from '../log.ts';
import { ProtocolError, readFrames, readMessage, writeReply } from './messages.ts';

interface ConnectionOptions {
  socket: Socket;
  log: Log;
  execute: (body: Document) => Promise<Document>;
}

/**
 * Answers a connection's commands one after another until it ends. Nothing is read while a
 * command runs or a reply waits, so a client can not make the server buffer without bound.
 */
export async function serveConnection({ socket, log, execute }: ConnectionOptions): Promise<void> {
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 60_000);
  socket.on('error', (error) => log.debug({ error: error.message }, 'connection failed'));
  try {
    for await (const frame of readFrames(socket)) {
      const message = readMessage(frame);
      const reply = await execute(message.body);
      if (message.moreToCome || socket.destroyed) continue;
      if (!socket.write(writeReply(message, reply)) && !socket.destroyed) {
        await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
      }
    }
  } catch (error) {
    const isOurs = error instanceof ProtocolError;
    if (isOurs) log.warn({ error: error.message }, 'connection refused');
    else log.debug({ error: String(error) }, 'connection ended');
  } finally {
    socket.destroy();
  }
}
