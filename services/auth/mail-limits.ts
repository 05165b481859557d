import { Failure } from '@tributary/runtime/failure';
import type { RateDecision, RateLimiter } from '@tributary/runtime/rate-limit';

/** What somebody may have mailed to an address. */
export type LimitedMail = 'login' | 'reset' | 'email-change';

export interface MailLimitsOptions {
  /** Its windows are at least a day. */
  limiter: RateLimiter;
  /** Mails a minute that one caller's address may ask for; 0 switches all limits off. */
  perMinute: number;
}

export type MailLimits = ReturnType<typeof createMailLimits>;

const minuteMs = 60_000;
/** Who is refused so often in a minute, and goes on, is refused for an hour. */
const refusals = { limit: 10, windowMs: minuteMs } as const;
const frozen = { limit: 1, windowMs: 60 * minuteMs } as const;
/** More than five wrong codes a day are too many. */
const wrongCodes = { limit: 6, windowMs: 1440 * minuteMs } as const;

const addressRates = {
  login: { limit: 3, windowMs: 5 * minuteMs, reason: 'email_code_login_rate_limit_exceeded' },
  reset: { limit: 1, windowMs: minuteMs, reason: 'password_reset_rate_limit_exceeded' },
  'email-change': { limit: 1, windowMs: minuteMs, reason: undefined },
} as const;

function refused(what: string, { retryAfter }: RateDecision, reason: string | undefined) {
  const message = `too many ${what}: try again in ${Math.max(retryAfter, 1)} s`;
  return new Failure('RATE_LIMITED', message, { reason });
}

/** How many mails may be asked for, and how many codes of them guessed, for all processes together. */
export function createMailLimits({ limiter, perMinute }: MailLimitsOptions) {
  const isOn = perMinute > 0;

  /** Counts a mail that an address of the network asks for; fails with `email_send_ip_limit`. */
  async function takeFrom(ip: string | undefined): Promise<void> {
    if (!isOn || ip === undefined) return;
    const reason = 'email_send_ip_limit';
    const ice = await limiter.peek(`frozen ${ip}`, frozen);
    if (!ice.allowed) throw refused('mails', ice, reason);
    const rate = { limit: perMinute, windowMs: minuteMs };
    const decision = await limiter.take(`mails of ${ip}`, rate);
    if (decision.allowed) return;
    const { remaining } = await limiter.take(`refusals of ${ip}`, refusals);
    if (remaining === 0) await limiter.take(`frozen ${ip}`, frozen);
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
   * Counts the wrong codes of an address, which a right one clears. Fails with
   * `email_password_reset_limit` before `check` is asked.
   */
  async function guardCode<Value>(email: string, check: () => Promise<Value>): Promise<Value> {
    if (!isOn) return check();
    const key = `wrong codes of ${email}`;
    const decision = await limiter.peek(key, wrongCodes);
    if (!decision.allowed) {
      throw refused('wrong codes', decision, 'email_password_reset_limit');
    }
    try {
      const value = await check();
      if (decision.remaining < wrongCodes.limit) await limiter.clear(key);
      return value;
    } catch (error) {
      const isWrong = error instanceof Failure && error.reason === 'email_code_error';
      if (isWrong) await limiter.take(key, wrongCodes);
      throw error;
    }
  }

  return { takeFrom, takeTo, guardCode };
}
