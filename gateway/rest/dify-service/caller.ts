import { Failure } from '@tributary/runtime/failure';
import { readBearer } from '../../identity/credentials.ts';
import type { KeyHolder, Place, Principal } from '../../identity/identity.ts';
import type { Arrival, Claim, Gatekeepers } from '../face.ts';

/** For whom an endpoint is called, and by which apps. */
export interface CallerScheme {
  /** Where the person is named; an endpoint of the app itself names none. */
  readonly user?: { readonly in: 'query' | 'body'; readonly isRequired: boolean };
  readonly isForChatApps?: boolean;
}

/** The app whose key the call carries, and from where it is called. */
export interface Caller {
  readonly app: KeyHolder;
  readonly place: Place;
}

export async function admit({ sender }: Arrival, { identity }: Gatekeepers): Promise<Caller> {
  const key = readBearer(sender);
  const app = key === undefined ? undefined : await identity.findAppByKey(key);
  if (!app) throw new Failure('UNAUTHENTICATED', 'a bearer with an app’s API key is needed');
  if (!app.apiEnabled) throw new Failure('FORBIDDEN', 'the API of this app is switched off');
  return { app, place: sender };
}

const chatModes = ['CHAT', 'AGENT_CHAT', 'ADVANCED_CHAT'];
const origin = 'service-api';
/** All callers that name nobody are this one person. */
const standardUser = 'DEFAULT-USER';
const userLengthMax = 255;

/** The end user that the call names, or the app itself. */
export async function identify(
  { app, place }: Caller,
  { user, isForChatApps = false }: CallerScheme,
  claim: Claim,
  { identity }: Gatekeepers,
): Promise<Principal> {
  const { credential } = app;
  const sessionId = user ? (readUser(claim[user.in]) ?? standardUserIf(!user.isRequired)) : '';
  if (isForChatApps && !chatModes.includes(app.mode)) {
    throw new Failure('BAD_INPUT', 'the app is not a chat app', { reason: 'not_chat_app' });
  }
  if (!user) return { viewer: identity.toAppViewer(app, place), credential };
  return { viewer: await identity.findEndUser({ app, origin, sessionId }, place), credential };
}

/** The integrator's own name for a person; a number is one too. */
export function readUser(claim: unknown): string | undefined {
  if (typeof claim !== 'object' || claim === null) return undefined;
  const user: unknown = 'user' in claim ? claim.user : undefined;
  if (user === undefined || user === null || user === '') return undefined;
  if (typeof user !== 'string' && typeof user !== 'number') {
    throw new Failure('BAD_INPUT', 'user: must be a string');
  }
  const name = String(user);
  if (name.length > userLengthMax) {
    throw new Failure('BAD_INPUT', `user: must have at most ${userLengthMax} characters`);
  }
  if (/\p{Cc}/u.test(name)) {
    throw new Failure('BAD_INPUT', 'user: must not contain control characters');
  }
  return name.trim() === '' ? undefined : name;
}

function standardUserIf(isAllowed: boolean): string {
  if (!isAllowed) throw new Failure('BAD_INPUT', 'user: is required');
  return standardUser;
}
