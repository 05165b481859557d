import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { Failure } from '@tributary/runtime/failure';
import { buildConnector } from 'undici';
import { type Address, isPublic, readAddress } from './network-addresses.ts';
import type { NetworkExceptions } from './network-exceptions.ts';

/** Finds every address of a name. */
export type Resolve = (
  name: string,
) => Promise<readonly { readonly address: string; readonly family: number }[]>;

export interface NetworkGuardOptions {
  exceptions: NetworkExceptions;
  connectMsMax: number;
  resolve?: Resolve;
}

const message = 'url points to an address that cannot be reached';
const reason = 'invalid_param';

/** Says nothing of what is behind the address, which may be none of the caller's business. */
const refuse = (): Failure => new Failure('BAD_INPUT', message, { reason });

/** A name of our own network and one that nobody has are the same to whoever asks. */
export class NameFailure extends Failure {
  constructor(cause?: unknown) {
    super('BAD_INPUT', message, { reason, cause });
  }
}

/**
 * Opens connections for requests that strangers thought up: to public addresses and exceptions
 * only. A name is resolved once, and what is connected to is what was checked.
 */
export function createGuardedConnector(options: NetworkGuardOptions): buildConnector.connector {
  const { exceptions, connectMsMax: timeout } = options;
  const { resolve = (name) => lookup(name, { all: true, order: 'verbatim' }) } = options;

  const isAllowed = (address: Address | undefined, port: number): boolean =>
    address !== undefined && (isPublic(address) || exceptions.coversAddress(address, port));

  async function find(name: string, port: number) {
    const found = await resolve(name).catch((cause: unknown) => {
      throw new NameFailure(cause);
    });
    if (found.length === 0) throw new NameFailure();
    // A name that has an address of each kind has it to get past a check of the first one.
    const areAllowed = found.every(({ address }) => isAllowed(readAddress(address), port));
    if (!areAllowed && !exceptions.coversName(name, port)) throw new NameFailure();
    return found;
  }

  const lookupAt =
    (port: number): LookupFunction =>
    (name, { all: isAllWanted }, done) => {
      find(name, port).then(
        (found) => {
          const [first] = found;
          if (isAllWanted) return done(null, [...found]);
          return done(null, first?.address ?? '', first?.family);
        },
        (error: NodeJS.ErrnoException) => done(error, []),
      );
    };

  return (target, done) => {
    const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
    const literal = readAddress(target.hostname);
    if (literal && !isAllowed(literal, port)) return done(refuse(), null);
    const connect = buildConnector({ timeout, allowH2: false, lookup: lookupAt(port) });
    return connect(target, done);
  };
}
