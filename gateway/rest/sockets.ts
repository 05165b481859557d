import type { IncomingMessage } from 'node:http';
import { Failure, isOutage } from '@tributary/runtime/failure';
import { networkOf } from '@tributary/runtime/network';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Principal } from '../identity/identity.ts';
import type { Caller } from '../operations.ts';
import type { Upgrade } from '../server.ts';
import { readTraceparent } from '../trace.ts';
import { type ConnectionLimits, closeWith, readFrames, sendText, watch } from './connection.ts';
import type { Engine } from './exchange.ts';
import type { Face } from './face.ts';
import { headersOf } from './face-headers.ts';
import { admitPeer, refuseUpgrade } from './handshake.ts';
import { toFailure } from './operation-runner.ts';
import { splitRoute } from './route-table.ts';
import type { Connection, SocketEndpoint } from './socket-endpoint.ts';

export interface SocketLimits extends ConnectionLimits {
  /** Open at a time, of all faces. */
  readonly connectionsMax: number;
  /** Open at a time from one network. */
  readonly networkConnectionsMax: number;
}

export interface Sockets extends AsyncDisposable {
  /** What answers the handshakes of a face, by path. */
  upgradesOf(face: Face): [path: string, upgrade: Upgrade][];
}

const standard: SocketLimits = {
  ...{ pingMs: 30_000, silenceMsMax: 60_000, connectionsMax: 10_000 },
  // All who sit behind one address translation share it; no single network takes more than a tenth.
  networkConnectionsMax: 1_000,
};
/** Who waits so long may find that somebody else of the network has left. */
const networkPauseS = 10;
const frameBytesMax = 1_048_576;
/** A peer that does not answer the closing of its connection is cut off. */
const closeMsMax = 1_000;
/** When the process stops, what serves a closed connection gets so long to end. */
const endMsMax = 2_000;
const codes = { done: 1000, goingAway: 1001, policy: 1008, broken: 1011, tryAgain: 1013 } as const;

/** Opens and closes the WebSockets of faces; disposing closes those that are open. */
export function createSockets(engine: Engine, limits: Partial<SocketLimits> = {}): Sockets {
  const { connectionsMax, networkConnectionsMax, ...connectionLimits } = { ...standard, ...limits };
  const { gatekeepers, log, operations } = engine;
  const server = new WebSocketServer({ noServer: true, maxPayload: frameBytesMax });
  const headersFor = new WeakMap<IncomingMessage, Readonly<Record<string, string>>>();
  const running = new Set<Promise<void>>();
  const networks = createNetworkPlaces(networkConnectionsMax);
  let isStopping = false;

  server.on('headers', (lines, request) => {
    for (const [name, value] of Object.entries(headersFor.get(request) ?? {})) {
      lines.push(`${name}: ${value}`);
    }
  });

  async function upgrade(
    { face, one }: { face: Face; one: SocketEndpoint },
    ...[request, socket, head]: Parameters<Upgrade>
  ): Promise<void> {
    const headers = headersOf(face, request.headers);
    headersFor.set(request, headers);
    try {
      const principal = await admitPeer(face, one, request, { gatekeepers, headers });
      if (isStopping) throw new Failure('UNAVAILABLE', 'the gateway is stopping');
      if (server.clients.size >= connectionsMax) {
        throw new Failure('UNAVAILABLE', 'too many connections are open');
      }
      const network = networkOf(gatekeepers.identity.readSender(request).ip);
      if (networks.isFull(network)) {
        const pause = `try again in ${networkPauseS} s`;
        throw new Failure('RATE_LIMITED', `too many connections of one network: ${pause}`);
      }
      server.handleUpgrade(request, socket, head, (opened) => {
        opened.once('close', networks.enter(network));
        const ended = serve(one, opened, { principal, request });
        running.add(ended);
        void ended.then(() => running.delete(ended));
      });
    } catch (error) {
      const failure = toFailure(error);
      if (!failure) log.error({ err: error }, 'handshake failed');
      const refusal = face.refuse(failure ?? new Failure('INTERNAL', 'internal error'));
      refuseUpgrade(socket, refusal, headers);
    }
  }

  async function serve(
    one: SocketEndpoint,
    socket: WebSocket,
    { principal, request }: { principal: Principal; request: IncomingMessage },
  ): Promise<void> {
    socket.on('error', (err) => log.debug({ err }, 'websocket broken'));
    const signal = watch(socket, connectionLimits);
    const traceparent = readTraceparent(request.headers.traceparent);
    using _credential = principal.credential?.onEnd(({ message }) =>
      closeWith(socket, codes.policy, message),
    );
    try {
      await one.serve(connect(socket, { ...principal, signal, traceparent }));
      closeWith(socket, codes.done, '');
    } catch (error) {
      const failure = toFailure(error);
      if (!failure) log.error({ err: error }, 'socket failed');
      closeWith(socket, codeOf(failure), failure?.message ?? 'internal error');
    }
  }

  function connect(socket: WebSocket, caller: Caller): Connection {
    const run = (document: unknown, variables: unknown) =>
      operations.run(document as Parameters<typeof operations.run>[0], variables, caller);
    const follow = (document: unknown, variables: unknown, signal: AbortSignal) =>
      operations.follow(document as Parameters<typeof operations.run>[0], variables, {
        ...caller,
        signal: AbortSignal.any([caller.signal, signal]),
      });
    return {
      frames: readFrames(socket, caller.signal),
      signal: caller.signal,
      send: (text) => sendText(socket, text),
      // Each document says what its variables and its data are.
      run: run as Connection['run'],
      follow: follow as Connection['follow'],
    };
  }

  return {
    upgradesOf: (face) =>
      (face.sockets ?? []).map((one) => [
        splitRoute(one.route).path,
        (...handshake: Parameters<Upgrade>) => void upgrade({ face, one }, ...handshake),
      ]),
    async [Symbol.asyncDispose]() {
      isStopping = true;
      const sockets = [...server.clients];
      const closed = sockets.map(
        (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
      );
      for (const socket of sockets) closeWith(socket, codes.goingAway, 'the gateway is stopping');
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.terminate();
      }, closeMsMax);
      const patience = Promise.withResolvers<void>();
      const end = setTimeout(patience.resolve, endMsMax);
      await Promise.race([Promise.all([...closed, ...running]), patience.promise]);
      clearTimeout(end);
      clearTimeout(cut);
    },
  };
}

function codeOf(failure: Failure | undefined): number {
  if (!failure) return codes.broken;
  if (isOutage(failure) || failure.code === 'RATE_LIMITED') return codes.tryAgain;
  return failure.code === 'UNAUTHENTICATED' ? codes.policy : codes.broken;
}

/** How many have a place, of each network. */
function createNetworkPlaces(placesMax: number) {
  const taken = new Map<string, number>();
  const countOf = (network: string) => taken.get(network) ?? 0;
  return {
    isFull: (network: string) => countOf(network) >= placesMax,
    /** Takes a place; the result gives it back. */
    enter(network: string): () => void {
      taken.set(network, countOf(network) + 1);
      return () => {
        if (countOf(network) > 1) taken.set(network, countOf(network) - 1);
        else taken.delete(network);
      };
    },
  };
}
