/** What a client may act on; REST derives the HTTP status from it. */
export const failureStatuses = {
  BAD_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  TOO_LARGE: 413,
  UNSUPPORTED_TYPE: 415,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  TIMEOUT: 504,
} as const;

export type FailureCode = keyof typeof failureStatuses;

export interface FailureOptions {
  /** A documented API's own code for this, such as `not_chat_app`. */
  reason?: string | undefined;
  cause?: unknown;
}

/**
 * An error that was foreseen: the only kind that a client sees with its text, and the only one that
 * crosses the bus. The message is lower case, names the thing and the limit, and holds no secret.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly reason: string | undefined;

  constructor(code: FailureCode, message: string, { reason, cause }: FailureOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.reason = reason;
  }

  get status(): number {
    return failureStatuses[this.code];
  }
}

/** Says nothing against what was asked for: somebody who is needed was not there. */
export const isOutage = ({ code }: Failure): boolean =>
  code === 'UNAVAILABLE' || code === 'TIMEOUT';

export function isFailureCode(value: unknown): value is FailureCode {
  return typeof value === 'string' && Object.hasOwn(failureStatuses, value);
}
