import type { Viewer } from '@tributary/runtime/identity';

export type AuthorKind = 'account' | 'endUser';

/** Whose something is, and in which app. */
export interface Owned {
  authorId: string;
  authorKind: AuthorKind;
  appId: string;
  organizationId: string;
}

export interface AccountReference {
  __typename: 'Account';
  id: string;
}

export interface EndUserReference {
  __typename: 'EndUser';
  id: string;
}

/** What an account wrote in one organization it does not reach while signed in to another. */
const isAuthor = (viewer: Viewer, { authorId, authorKind, organizationId }: Owned): boolean =>
  viewer.kind === authorKind &&
  viewer.id === authorId &&
  (authorKind !== 'account' || viewer.organizationId === organizationId);

/** The app acts for the people who use it; called without a person it may do what they may. */
const isApp = (viewer: Viewer, { appId }: Owned): boolean =>
  viewer.kind === 'app' && viewer.appId === appId;

/** The author, the app itself, and accounts of its organization where the author is an end user. */
export function mayRead(viewer: Viewer, owned: Owned): boolean {
  if (viewer.kind === 'service' || isAuthor(viewer, owned) || isApp(viewer, owned)) return true;
  const isColleague = viewer.kind === 'account' && viewer.organizationId === owned.organizationId;
  return isColleague && owned.authorKind === 'endUser';
}

/** Only who started an answer may end it, and the app. */
export const mayStop = (viewer: Viewer, owned: Owned): boolean =>
  isAuthor(viewer, owned) || isApp(viewer, owned);

export const toAuthor = ({ authorId, authorKind }: Owned): AccountReference | EndUserReference =>
  authorKind === 'account'
    ? { __typename: 'Account', id: authorId }
    : { __typename: 'EndUser', id: authorId };
