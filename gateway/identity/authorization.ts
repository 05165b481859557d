import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { Authorization } from '../federation/authorization.ts';

/** What keeps the viewer from an operation, if anything; every transport asks this one place. */
export function findRefusal(
  { authenticated, scopes }: Authorization,
  viewer: Viewer,
): Failure | undefined {
  if (!authenticated) return undefined;
  if (viewer.kind === 'anonymous') {
    return new Failure('UNAUTHENTICATED', 'the operation needs a signed-in caller');
  }
  if (
    scopes.length === 0 ||
    scopes.some((all) => all.every((one) => viewer.scopes.includes(one)))
  ) {
    return undefined;
  }
  const wanted = scopes.map((all) => all.join(' and ')).join(', or ');
  return new Failure('FORBIDDEN', `the operation needs the scopes ${wanted}`);
}
