import { randomBytes } from 'node:crypto';
import { createLoginAttempts, type LoginAttempts } from '@tributary/auth/login-attempts';
import { connectBus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import { createIdentities } from '@tributary/runtime/identity';
import { silentLog } from '@tributary/runtime/log';
import { createRateLimiter, type RateLimiter } from '@tributary/runtime/rate-limit';
import { type NatsServer, startNats } from '../../nats.ts';

export interface GuardProcess {
  readonly attempts: LoginAttempts;
  readonly limiter: RateLimiter;
}

export interface Guards extends AsyncDisposable {
  readonly nats: NatsServer;
  /** `<email> <network>`: from where accounts have signed in before. */
  readonly known: Set<string>;
  /** What an auth process has, over a connection of its own. */
  open(): Promise<GuardProcess>;
}

const dayMs = 86_400_000;

/** The counters of several auth processes over one NATS server. */
export async function openGuards(): Promise<Guards> {
  const stack = new AsyncDisposableStack();
  const nats = stack.use(await startNats());
  const known = new Set<string>();
  const knownNetworks = {
    has: async (email: string, network: string) => known.has(`${email} ${network}`),
  };
  const identities = createIdentities('a secret that only this test has, of course');
  return {
    ...{ nats, known },
    async open() {
      const options = { servers: [nats.url], name: 'guard', identities, log: silentLog };
      const bus = stack.use(await connectBus(options));
      const bucket = { bucket: 'attempts', windowMsMax: dayMs, isDurable: true };
      const limiter = createRateLimiter({ bus, ...bucket });
      return { limiter, attempts: createLoginAttempts({ limiter, knownNetworks, isOn: true }) };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** An address in a network where nobody has called from yet. */
export function newIp(): string {
  const [one, other] = [2, 4].map((end) => randomBytes(end).toString('hex').slice(-4));
  return `2001:db8:${one}:${other}::1`;
}

/** What somebody who guesses a password is told: `right`, `wrong`, or the failure's message. */
export async function guess(
  { attempts }: Pick<GuardProcess, 'attempts'>,
  { isRight = false, email = 'ada@example.com', ip = newIp() }: Guess = {},
): Promise<string> {
  try {
    const attempt = { email, ip: ip === null ? undefined : ip };
    return (await attempts.guard(attempt, async () => isRight)) ? 'right' : 'wrong';
  } catch (error) {
    if (error instanceof Failure && error.code === 'RATE_LIMITED') return error.message;
    throw error;
  }
}

export interface Guess {
  isRight?: boolean;
  email?: string;
  /** A new one, unless it is given; null: nobody knows. */
  ip?: string | null;
}

/** So many wrong ones, one after the other. */
export async function fail(process: GuardProcess, count: number, given: Guess = {}): Promise<void> {
  for (let n = 0; n < count; n++) await guess(process, given);
}

/** How long something takes, in milliseconds, and what comes of it. */
export async function timed<Value>(act: () => Promise<Value>): Promise<[number, Value]> {
  const begin = performance.now();
  const value = await act();
  return [performance.now() - begin, value];
}
