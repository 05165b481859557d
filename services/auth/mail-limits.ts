import { Failure } from '@tributary/runtime/failure';
import { networkOf } from '@tributary/runtime/network';
import type { RateDecision, RateLimiter } from '@tributary/runtime/rate-limit';
import { normaliseEmail } from './email-address.ts';

/** What somebody may have mailed to an address. */
export type LimitedMail = 'login' | 'reset' | 'email-change' | 'new-address' | 'invitation';

export interface MailLimitsOptions {
  /** Its windows are at least a day. */
  limiter: RateLimiter;
  /** Mails a minute that one network may ask for; 0: any number, and to any address. */
  perMinute: number;
}

export type MailLimits = ReturnType<typeof createMailLimits>;

const minuteMs = 60_000;
/** Who is refused so often in a minute, and goes on, is refused for an hour. */
const refusals = { limit: 10, windowMs: minuteMs } as const;
const frozen = { limit: 1, windowMs: 60 * minuteMs } as const;
/** More wrong codes a day than five for a reset, or twenty for a login, are too many. */
const wrongCodes = {
  login: { limit: 20, reason: 'email_code_login_rate_limit_exceeded' },
  reset: { limit: 6, reason: 'email_password_reset_limit' },
} as const;
const dayMs = 1440 * minuteMs;

const addressRates = {
  login: { limit: 3, windowMs: 5 * minuteMs, reason: 'email_code_login_rate_limit_exceeded' },
  reset: { limit: 1, windowMs: minuteMs, reason: 'password_reset_rate_limit_exceeded' },
  'email-change': { limit: 1, windowMs: minuteMs, reason: undefined },
  // What whoever reads the address has not asked for, whoever sends it.
  'new-address': { limit: 3, windowMs: 10 * minuteMs, reason: undefined },
  invitation: { limit: 3, windowMs: 10 * minuteMs, reason: undefined },
} as const;

function refused(what: string, { retryAfter }: RateDecision, reason: string | undefined) {
  const message = `too many ${what}: try again in ${Math.max(retryAfter, 1)} s`;
  return new Failure('RATE_LIMITED', message, { reason });
}

/** How many mails may be asked for, and how many codes of them guessed, for all processes together. */
export function createMailLimits({ limiter, perMinute }: MailLimitsOptions) {
  const isOn = perMinute > 0;

  /** Counts a mail that a network asks for. Callers from nowhere are one. */
  async function takeFrom(ip = '', reason = 'email_send_ip_limit'): Promise<void> {
    if (!isOn) return;
    const network = networkOf(ip);
    const ice = await limiter.peek(`frozen ${network}`, frozen);
    if (!ice.allowed) throw refused('mails', ice, reason);
    const rate = { limit: perMinute, windowMs: minuteMs };
    const decision = await limiter.take(`mails of ${network}`, rate);
    if (decision.allowed) return;
    const { remaining } = await limiter.take(`refusals of ${network}`, refusals);
    if (remaining === 0) await limiter.take(`frozen ${network}`, frozen);
    throw refused('mails', decision, reason);
  }

  /** Counts a mail to an address (of a change, for an account); the reason is that of its kind. */
  async function takeTo(mail: LimitedMail, to: string): Promise<void> {
    if (!isOn) return;
    const { reason, ...rate } = addressRates[mail];
    const decision = await limiter.take(`${mail} mails to ${to}`, rate);
    if (!decision.allowed) throw refused('mails', decision, reason);
  }

  /**
   * Counts the wrong codes of an address, which a right one clears, also where nothing else is
   * limited. Fails before `check` is asked, with the reason of the mail's kind.
   */
  async function guardCode<Value>(
    mail: keyof typeof wrongCodes,
    email: string,
    check: () => Promise<Value>,
  ): Promise<Value> {
    const key = `wrong ${mail} codes of ${normaliseEmail(email)}`;
    const { limit, reason } = wrongCodes[mail];
    const rate = { limit, windowMs: dayMs };
    const decision = await limiter.peek(key, rate);
    if (!decision.allowed) throw refused('wrong codes', decision, reason);
    try {
      const value = await check();
      if (decision.remaining < limit) await limiter.clear(key);
      return value;
    } catch (error) {
      const isWrong = error instanceof Failure && error.reason === 'email_code_error';
      if (isWrong) await limiter.take(key, rate);
      throw error;
    }
  }

  return { takeFrom, takeTo, guardCode };
}
