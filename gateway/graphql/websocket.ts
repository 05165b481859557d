import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Failure, isOutage } from '@tributary/runtime/failure';
import type { Log } from '@tributary/runtime/log';
import { type ExecutionArgs, type FormattedExecutionResult, GraphQLError, Kind } from 'graphql';
import {
  CloseCode,
  type Context,
  handleProtocols,
  makeServer,
  type OperationResult,
} from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Prepared } from '../federation/operation.ts';
import type { Identity, Sender } from '../identity/identity.ts';
import type { Caller, Operations } from '../operations.ts';
import { readTraceparent } from '../trace.ts';
import { toRefusals } from './errors.ts';

export interface SocketsOptions {
  operations: Operations;
  identity: Identity;
  log: Log;
  /** How often a client is asked whether it is still there. */
  keepAliveMs?: number;
}

/** The GraphQL endpoint for WebSockets, in the protocol `graphql-transport-ws`. */
export interface Sockets extends AsyncDisposable {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

interface Extra {
  /** Of the handshake. */
  readonly sender: Sender;
  /** Aborts when the connection is closed. */
  readonly signal: AbortSignal;
}

type Connection = Context<Record<string, unknown>, Extra>;

const payloadBytesMax = 1024 * 1024;
const operationsMax = 100;
const keepAliveMsStandard = 12_000;
/** A client that does not answer the closing of its connection is cut off. */
const closeMsMax = 1_000;
const goingAway = 1001;

export function createSockets(options: SocketsOptions): Sockets {
  const { identity, log, keepAliveMs = keepAliveMsStandard } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: payloadBytesMax,
    handleProtocols,
  });
  const protocol = makeServer<Record<string, unknown>, Extra>(createProtocol(options));

  function open(socket: WebSocket, request: IncomingMessage): void {
    const closed = new AbortController();
    const stopPings = keepAlive(socket, keepAliveMs);
    socket.on('error', (err) => log.debug({ err }, 'websocket broken'));
    const close = protocol.opened(
      {
        protocol: socket.protocol,
        // Resolves when the network has taken it, so that a slow reader slows its subscriptions.
        send: (text) =>
          new Promise((resolve) => {
            if (socket.readyState !== socket.OPEN) return resolve();
            socket.send(text, () => resolve());
          }),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) =>
          socket.on('message', (data) => {
            receive(String(data)).catch((err: unknown) => {
              log.error({ err }, 'bug');
              socket.close(CloseCode.InternalServerError, 'internal error');
            });
          }),
      },
      { sender: identity.readSender(request), signal: closed.signal },
    );
    socket.once('close', (code, reason) => {
      stopPings();
      closed.abort();
      close(code, String(reason)).catch((err: unknown) => log.error({ err }, 'bug'));
    });
  }

  return {
    upgrade(request, socket, head) {
      server.handleUpgrade(request, socket, head, (opened) => open(opened, request));
    },
    async [Symbol.asyncDispose]() {
      // Refuses new ones, which nobody would close.
      server.close();
      const sockets = [...server.clients];
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.terminate();
      }, closeMsMax);
      const ended = sockets.map(
        (socket) => new Promise((resolve) => socket.once('close', resolve)),
      );
      for (const socket of sockets) socket.close(goingAway, 'the gateway is stopping');
      await Promise.all(ended);
      clearTimeout(cut);
    },
  };
}

function keepAlive(socket: WebSocket, everyMs: number): () => void {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const pings = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, everyMs);
  return () => clearInterval(pings);
}

function createProtocol({ operations, identity, log }: SocketsOptions) {
  const authenticate = ({ connectionParams, extra: { sender } }: Connection) =>
    identity.authenticate({
      ...sender,
      headers: { ...sender.headers, ...toHeaders(connectionParams) },
    });

  /** An operation that was prepared when its message came, and is about to run. */
  const started = new WeakMap<object, { prepared: Prepared; caller: Caller }>();

  async function prepare(
    connection: Connection,
    params: { query: string; operationName?: unknown; variables?: unknown },
  ): Promise<ExecutionArgs> {
    if (Object.keys(connection.subscriptions).length > operationsMax) {
      const message = `a connection runs at most ${operationsMax} operations at a time`;
      throw new Failure('RATE_LIMITED', message);
    }
    // Asked anew for each operation: a token may have expired, a key may have been revoked.
    const principal = await authenticate(connection);
    const name = typeof params.operationName === 'string' ? params.operationName : undefined;
    const prepared = operations.prepare(params.query, name, principal.viewer);
    const { signal, sender } = connection.extra;
    const traceparent = readTraceparent(sender.headers.traceparent);
    const contextValue = {};
    started.set(contextValue, { prepared, caller: { ...principal, signal, traceparent } });
    return {
      schema: prepared.supergraph.schema,
      document: { kind: Kind.DOCUMENT, definitions: [prepared.operation] },
      contextValue,
      variableValues: params.variables as Record<string, unknown> | undefined,
    };
  }

  function run(kind: 'execute' | 'subscribe') {
    return (args: ExecutionArgs): OperationResult => {
      const found = started.get(args.contextValue as object);
      if (!found) throw new Error('an operation that was not prepared');
      const variables = args.variableValues as Record<string, unknown> | undefined;
      return operations[kind](found.prepared, variables, found.caller) as OperationResult;
    };
  }

  return {
    async onConnect(connection: Connection) {
      try {
        await authenticate(connection);
        return true;
      } catch (error) {
        // The connection is closed as forbidden; a service that is away is no reason for that.
        if (error instanceof Failure) return isOutage(error);
        throw error;
      }
    },
    async onSubscribe(connection: Connection, _id: string, params: { query: string }) {
      try {
        return await prepare(connection, params);
      } catch (error) {
        const refusals = toRefusals(error, log);
        return refusals.length > 0 ? refusals : [new GraphQLError('the operation is refused')];
      }
    },
    // The results are plain JSON already, their errors too.
    onNext: (
      _connection: Connection,
      _id: string,
      _params: unknown,
      _args: ExecutionArgs,
      result: FormattedExecutionResult,
    ) => result,
    execute: run('execute'),
    subscribe: run('subscribe'),
  };
}

/** What a browser cannot send with a handshake. */
const credentialHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'x-end-user',
  'x-app-passport',
  'x-app-code',
  'coder-session-token',
]);

/** Clients name the members of their connection parameters as they like: `Authorization` or so. */
function toHeaders(params: Readonly<Record<string, unknown>> | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(params ?? {})) {
    const header = name.toLowerCase();
    if (typeof value === 'string' && credentialHeaders.has(header)) headers[header] = value;
  }
  return headers;
}
