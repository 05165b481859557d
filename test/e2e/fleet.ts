import { afterAll, beforeAll } from 'vitest';
import { type Fleet, startFleet } from '../fleet.ts';

/** One for all tests that need no other: what one of them ends is its own. */
export let fleet: Fleet;

beforeAll(async () => {
  const variables = { RATE_LIMIT_PLAYGROUND: '6', MODEL_LOCAL_DELAY_MS: '100' };
  fleet = await startFleet({ variables });
});
afterAll(() => fleet?.[Symbol.asyncDispose]());
