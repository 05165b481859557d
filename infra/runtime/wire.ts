import { connect, type NatsConnection } from 'nats';
import { Failure } from './failure.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { type Link, watchLink } from './link.ts';
import type { Log } from './log.ts';

/** A connection to NATS, whether it is up, and where answers arrive: what all exchanges build on. */
export interface Wire {
  readonly connection: NatsConnection;
  readonly link: Link;
  readonly inbox: Inbox;
  readonly log: Log;
}

export interface WireOptions {
  /** The URLs of one NATS cluster; user and password, or a token, may precede the host. */
  servers: string[];
  /** Shown by NATS as the name of this client. */
  name: string;
  log: Log;
  /** How long NATS may take to be there. */
  startMsMax?: number;
}

const startMsStandard = 30_000;
const startRetryMs = 250;

/** Connects to NATS, for which it waits up to 30 s; from then on the connection heals itself. */
export async function openWire(given: WireOptions): Promise<Wire> {
  const { servers, name, log, startMsMax = startMsStandard } = given;
  const options = {
    servers: servers.map(toAddress),
    ...toCredentials(servers[0] ?? ''),
    name,
    noAsyncTraces: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 200,
    reconnectJitter: 100,
    ignoreAuthErrorAbort: true,
    timeout: 5_000,
    // A server that hangs without closing its sockets is left after 15 s.
    pingInterval: 5_000,
    maxPingOut: 2,
    // What is published at once goes out in writes of this length: the standard one is 32 KiB.
    pendingLimit: 262_144,
  };
  const startedAt = Date.now();
  for (;;) {
    try {
      const connection = await connect(options);
      const link = watchLink(connection);
      link.onDown(() => log.warn('connection to NATS lost'));
      link.onUp(() => log.info('connection to NATS is back'));
      return { connection, link, inbox: openInbox(connection, link, log), log };
    } catch (cause) {
      if (Date.now() - startedAt > startMsMax) {
        throw new Failure('UNAVAILABLE', 'NATS does not answer', { cause });
      }
      await new Promise((resolve) => setTimeout(resolve, startRetryMs));
    }
  }
}

const toUrl = (server: string) => new URL(server.includes('://') ? server : `nats://${server}`);

/** The client takes credentials beside the addresses, never in them. */
function toAddress(server: string): string {
  const url = toUrl(server);
  url.username = '';
  url.password = '';
  return url.href;
}

function toCredentials(server: string): { user?: string; pass?: string; token?: string } {
  const { username, password } = toUrl(server);
  if (!username) return {};
  const user = decodeURIComponent(username);
  return password ? { user, pass: decodeURIComponent(password) } : { token: user };
}

/** NATS counts the headers, of which the identity is the largest, as part of the payload. */
const headersLengthMax = 8_192;
/** The least that any server in use accepts, for the moments in which none is known. */
const payloadLengthMin = 65_536;

/** How many bytes fit into one message beside its headers. */
export function dataLengthMax({ connection }: Wire): number {
  return (connection.info?.max_payload ?? payloadLengthMin) - headersLengthMax;
}
