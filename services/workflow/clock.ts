/**
 * The instants of a run: whole microseconds since the epoch, unique and strictly increasing inside
 * one run, whichever kind of item they belong to.
 */
export const nextInstant = (last: number, nowMs = Date.now()): number =>
  Math.max(nowMs * 1000, last + 1);

/** Unix seconds, as clients see an instant; the nearest double is a different one for each. */
export const toSeconds = (instant: number): number => instant / 1_000_000;

/** The last instant that is not later than so many Unix seconds, which may be any number. */
export function toInstant(seconds: number): number {
  const nearest = Math.round(seconds * 1_000_000);
  return toSeconds(nearest) <= seconds ? nearest : nearest - 1;
}
