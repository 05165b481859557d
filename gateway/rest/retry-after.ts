import type { Failure } from '@tributary/runtime/failure';

/** The whole seconds that a refused caller is told to wait, which our services say in this form. */
export function retryAfterOf({ code, message }: Failure): Record<string, string> {
  const seconds = code === 'RATE_LIMITED' && /: try again in (\d{1,6}) s$/.exec(message)?.[1];
  return seconds ? { 'retry-after': seconds } : {};
}
