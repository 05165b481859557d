import { Failure } from '@tributary/runtime/failure';

/** What must be there: NOT_FOUND where it is absent or hidden. */
export async function found<Value>(
  value: Promise<Value | null> | Value | null,
  what: string,
): Promise<Value> {
  const present = await value;
  if (present !== null) return present;
  throw new Failure('NOT_FOUND', `the ${what} does not exist`);
}
