import { headers, type Msg, type NatsConnection, createInbox as newInboxName } from 'nats';
import type { Link } from './link.ts';
import type { Log } from './log.ts';

/** Says that nobody listens at an address any more. */
export const goneHeader = 'Gone';

export interface Listener {
  receive(message: Msg): void;
  /** The connection is lost, and with it whatever was on its way. */
  lose(): void;
}

export interface Address extends Disposable {
  readonly subject: string;
}

/**
 * The one subscription over which a process gets all replies, chunks and credits: each exchange has
 * an address below it, so that opening and closing one costs NATS nothing.
 */
export interface Inbox extends Disposable {
  /** How many exchanges are open. */
  readonly size: number;
  open(listener: Listener): Address;
}

export function openInbox(connection: NatsConnection, link: Link, log: Log): Inbox {
  const prefix = `${newInboxName()}.`;
  const listeners = new Map<string, Listener>();
  const gone = headers();
  gone.set(goneHeader, '1');
  let lastAddress = 0;

  function dispatch(message: Msg): void {
    const listener = listeners.get(message.subject.slice(prefix.length));
    // The peer would otherwise learn it only from the silence.
    if (!listener && message.reply) message.respond(undefined, { headers: gone });
    // What is thrown here would end the client's own reading of the socket.
    try {
      listener?.receive(message);
    } catch (err) {
      log.error({ err }, 'listener failed');
    }
  }

  function loseAll(): void {
    for (const listener of [...listeners.values()]) listener.lose();
  }

  const subscription = connection.subscribe(`${prefix}*`, {
    callback: (error, message) => {
      if (!error) dispatch(message);
    },
  });
  const down = link.onDown(loseAll);
  return {
    get size() {
      return listeners.size;
    },
    open(listener) {
      const token = (++lastAddress).toString(36);
      listeners.set(token, listener);
      return {
        subject: prefix + token,
        [Symbol.dispose]: () => void listeners.delete(token),
      };
    },
    [Symbol.dispose]() {
      down[Symbol.dispose]();
      loseAll();
      if (!connection.isClosed()) subscription.unsubscribe();
    },
  };
}
