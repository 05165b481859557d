import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { QueryFilter } from 'mongoose';
import type { Run } from './runs.ts';

/** The scope of an organization's administrators. */
const administrator = 'org:admin';

const isAdministrator = (viewer: Viewer) =>
  viewer.kind === 'account' &&
  viewer.organizationId !== undefined &&
  viewer.scopes.includes(administrator);

export type RunPlace = Pick<Run, 'ownerId' | 'organizationId'>;

/** Where the runs of an account are: those of one organization are nothing to another one. */
export const placeOf = ({ id, organizationId }: Viewer): RunPlace => ({
  ownerId: id,
  organizationId: organizationId ?? null,
});

/** Whether a run was begun by the account, in the organization that it is signed in to. */
export function isOwn(viewer: Viewer, { ownerId, organizationId }: RunPlace): boolean {
  const place = placeOf(viewer);
  return place.ownerId === ownerId && place.organizationId === organizationId;
}

/** The runs that a viewer may read and stop, as a filter of every query; undefined for none. */
export function readableRuns(viewer: Viewer): QueryFilter<Run> | undefined {
  if (viewer.kind !== 'account') return undefined;
  const { ownerId, organizationId } = placeOf(viewer);
  return isAdministrator(viewer) ? { organizationId } : { ownerId, organizationId };
}

/** Whether a viewer may stop a run. */
export const mayStop = (viewer: Viewer, run: RunPlace): boolean =>
  viewer.kind === 'account' &&
  (isOwn(viewer, run) || (isAdministrator(viewer) && viewer.organizationId === run.organizationId));

/** The account that acts; apps, their users and services have no runs. */
export function requireAccount(viewer: Viewer): Viewer {
  if (viewer.kind === 'account') return viewer;
  if (viewer.kind === 'anonymous') throw new Failure('UNAUTHENTICATED', 'sign in first');
  throw new Failure('FORBIDDEN', 'only an account has runs');
}

/** Another service's entity, of which this one knows the id alone. */
export interface Reference {
  id: string;
}
