import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';

export interface Member {
  accountId: string;
  organizationId: string;
}

/** The account that is signed in; other callers may not manage what an organization owns. */
export function memberOf({ kind, id, organizationId }: Viewer): Member {
  if (kind === 'anonymous') throw new Failure('UNAUTHENTICATED', 'nobody is signed in');
  if (kind !== 'account' || !organizationId) {
    throw new Failure('FORBIDDEN', 'only an account may do this');
  }
  return { accountId: id, organizationId };
}

/** Whether the viewer is an account of that organization. */
export const isMember = (viewer: Viewer, organizationId: string): boolean =>
  viewer.kind === 'account' && viewer.organizationId === organizationId;

/** What only the product's own processes ask for. */
export function checkService(viewer: Viewer): void {
  if (viewer.kind !== 'service') throw new Failure('FORBIDDEN', 'only a service may do this');
}
