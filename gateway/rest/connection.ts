import type { WebSocket } from 'ws';
import type { Frame } from './socket-endpoint.ts';

export interface ConnectionLimits {
  /** How often a peer is asked whether it is still there. */
  readonly pingMs: number;
  /** A peer from which nothing has come for so long is dropped. */
  readonly silenceMsMax: number;
}

/** Frames that wait to be read: beyond either number, the peer is kept waiting. */
const waitingMax = 100;
const waitingBytesMax = 1_048_576;

/** Aborts when the socket is closed, or broken. Drops a peer that has gone without a word. */
export function watch(socket: WebSocket, { pingMs, silenceMsMax }: ConnectionLimits): AbortSignal {
  const closed = new AbortController();
  const silence = setTimeout(() => socket.terminate(), silenceMsMax);
  const pings = setInterval(() => socket.ping(), pingMs);
  for (const event of ['message', 'ping', 'pong']) socket.on(event, () => void silence.refresh());
  socket.once('close', () => {
    clearTimeout(silence);
    clearInterval(pings);
    closed.abort();
  });
  return closed.signal;
}

/** Reads from now on; what is still unread when the socket closes is dropped. */
export function readFrames(socket: WebSocket, closed: AbortSignal): AsyncIterable<Frame> {
  const waiting: { frame: Frame; bytes: number }[] = [];
  let bytesWaiting = 0;
  let wake = () => {};
  const isFull = () => waiting.length >= waitingMax || bytesWaiting >= waitingBytesMax;

  socket.on('message', (data: Buffer, isBinary) => {
    const frame = isBinary ? { binary: data } : { text: data.toString('utf8') };
    waiting.push({ frame, bytes: data.length });
    bytesWaiting += data.length;
    if (isFull()) socket.pause();
    wake();
  });
  closed.addEventListener('abort', () => wake(), { once: true });

  return (async function* () {
    while (!closed.aborted) {
      const next = waiting.shift();
      if (!next) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      bytesWaiting -= next.bytes;
      if (socket.isPaused && !isFull()) socket.resume();
      yield next.frame;
    }
  })();
}

/** Resolves when the network has taken the text, or never will. */
export function sendText(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) return resolve();
    socket.send(text, () => resolve());
  });
}

const reasonBytesMax = 120;

/** The protocol has room for a short reason only. */
export function closeWith(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, Buffer.from(reason).subarray(0, reasonBytesMax).toString('utf8'));
}
