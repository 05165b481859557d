import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What lies between a process and the server that it talks to, and may fail in a way of its own. */
export interface TcpLink extends AsyncDisposable {
  readonly port: number;
  /** Whatever the process sends from now on is lost, while it still hears the server. */
  mute(): void;
  /** Breaks the connections off, as what was lost cannot be sent again; new ones work. */
  mend(): void;
}

/** A link on a free port to a server on another. */
export async function openTcpLink(target: number): Promise<TcpLink> {
  const pairs = new Set<Pair>();
  let isMuted = false;

  const server = createServer((near) => {
    const pair = { near, far: connect(target, '127.0.0.1') };
    const { far } = pair;
    pairs.add(pair);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        other.destroy();
        pairs.delete(pair);
      });
    }
    near.on('data', (bytes) => {
      if (!isMuted) far.write(bytes);
    });
    far.on('data', (bytes) => near.write(bytes));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the system gave no port');

  function breakOff(): void {
    for (const { near, far } of pairs) {
      near.destroy();
      far.destroy();
    }
  }

  return {
    port: address.port,
    mute() {
      isMuted = true;
    },
    mend() {
      breakOff();
      isMuted = false;
    },
    async [Symbol.asyncDispose]() {
      breakOff();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Pair {
  near: Socket;
  far: Socket;
}
