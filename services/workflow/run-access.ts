import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { trusted } from '@tributary/runtime/store';
import type { QueryFilter } from 'mongoose';
import type { Run } from './runs.ts';

/** The scope of an organization's administrators. */
const administrator = 'org:admin';

const isAdministrator = (viewer: Viewer) =>
  viewer.kind === 'account' &&
  viewer.organizationId !== undefined &&
  viewer.scopes.includes(administrator);

/** The runs that a viewer may read and stop, as a filter of every query; undefined for none. */
export function readableRuns(viewer: Viewer): QueryFilter<Run> | undefined {
  if (viewer.kind !== 'account') return undefined;
  if (!isAdministrator(viewer)) return { ownerId: viewer.id };
  const { id: ownerId, organizationId } = viewer;
  return trusted({ $or: [{ ownerId }, { organizationId }] });
}

/** Whether a viewer may stop a run. */
export const mayStop = (viewer: Viewer, run: Pick<Run, 'ownerId' | 'organizationId'>): boolean =>
  viewer.kind === 'account' &&
  (viewer.id === run.ownerId ||
    (isAdministrator(viewer) && viewer.organizationId === run.organizationId));

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
