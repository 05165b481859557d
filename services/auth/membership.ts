import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';

export interface Member {
  /** `operator` when it is one who acts for the organization. */
  accountId: string;
  organizationId: string;
}

/** The account that is signed in; other callers may not manage what an organization owns. */
export function memberOf({ kind, id, organizationId }: Viewer): Member {
  if (kind === 'anonymous') throw new Failure('UNAUTHENTICATED', 'nobody is signed in');
  if ((kind !== 'account' && kind !== 'operator') || !organizationId) {
    throw new Failure('FORBIDDEN', 'only an account may do this');
  }
  return { accountId: id, organizationId };
}

/** The account that is signed in, and to what: what somebody does to an account of their own. */
export function accountOf(viewer: Viewer): Member {
  if (viewer.kind === 'operator') throw new Failure('FORBIDDEN', 'only an account may do this');
  return memberOf(viewer);
}

/** Whether the viewer is an account of that organization, or an operator who acts for it. */
export const isMember = (viewer: Viewer, organizationId: string): boolean =>
  (viewer.kind === 'account' || viewer.kind === 'operator') &&
  viewer.organizationId === organizationId;

/** What only the product's own processes ask for. */
export function checkService(viewer: Viewer): void {
  if (viewer.kind !== 'service') throw new Failure('FORBIDDEN', 'only a service may do this');
}

/** What only somebody at a terminal of the installation asks for. */
export function checkOperator(viewer: Viewer): void {
  if (viewer.kind !== 'operator') throw new Failure('FORBIDDEN', 'only an operator may do this');
}
