import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { createTurns } from '@tributary/runtime/turns';
import { createWebTokens } from '@tributary/runtime/web-tokens';
import { decodeProtectedHeader } from 'jose';
import { createApiKeys } from './api-keys.ts';
import {
  readAppCode,
  readBearer,
  readCoderCookie,
  readCoderHeader,
  readCoderQuery,
  readPassportCookie,
  readPassportHeader,
  readSession,
} from './credentials.ts';
import { createEndUsers } from './end-users.ts';
import { createEndings } from './endings.ts';
import type {
  EndUserKey,
  Identity,
  KnownApp,
  PassportHolder,
  Place,
  Principal,
  Sender,
} from './identity.ts';
import { createPassports } from './passports.ts';
import { toAnonymous, withPlace } from './place.ts';
import { openRevocations } from './revocations.ts';
import { createSenderReader, type SenderOptions } from './sender.ts';
import { openTokens } from './tokens.ts';

export interface IdentityOptions extends SenderOptions {
  bus: Bus;
  identitySecret: string;
}

export interface OpenedIdentity extends Identity, AsyncDisposable {
  /** Settles once it is known what was revoked before; access tokens are not accepted earlier. */
  readonly ready: Promise<void>;
  isReady(): boolean;
}

type Found = Principal | undefined;

/** Credentials of open subscriptions that are looked up again at a time. */
const checksMax = 64;

/** Finds callers by what the auth service published, announces and answers. */
export async function openIdentity(options: IdentityOptions): Promise<OpenedIdentity> {
  const { bus, identitySecret } = options;
  await using opened = new AsyncDisposableStack();
  const revocations = opened.use(await openRevocations(bus));
  const endings = createEndings();
  const tokens = opened.use(await openTokens({ bus, revocations, endings }));
  const webTokens = createWebTokens(identitySecret);
  const shared = { bus, revocations, endings, turns: createTurns(checksMax) };
  const apiKeys = createApiKeys(shared);
  const passports = createPassports({ ...shared, webTokens });
  const endUsers = createEndUsers(bus);
  // After the caches, so that nothing is checked by what they have forgotten by now.
  revocations.onEvent(endings.noteChange);

  async function byAuthorization(sender: Sender): Promise<Found> {
    if (sender.headers.authorization === undefined) return undefined;
    const bearer = readBearer(sender);
    if (!bearer) throw new Failure('UNAUTHENTICATED', 'the authorization is not a bearer token');
    if (bearer.startsWith('app-')) return byApiKey(bearer, sender);
    return isOurOwn(bearer) ? byPassport(bearer, sender) : tokens.verify(bearer, sender);
  }

  async function byApiKey(key: string, sender: Sender): Promise<Found> {
    const app = await apiKeys.find(key);
    if (!app) throw new Failure('UNAUTHENTICATED', 'the API key is not valid');
    if (!app.apiEnabled) throw new Failure('FORBIDDEN', 'the app does not answer API calls');
    const { credential } = app;
    const sessionId = sender.headers['x-end-user'];
    if (typeof sessionId !== 'string') return { viewer: toAppViewer(app, sender), credential };
    const viewer = await findEndUser({ app, origin: 'service-api', sessionId }, sender);
    return { viewer, credential };
  }

  const findEndUser = async (key: EndUserKey, place: Place): Promise<Viewer> =>
    withPlace(await endUsers.find(key), place);

  async function findPassportHolder(
    passport: string,
    place: Place,
    appCode?: string,
  ): Promise<PassportHolder> {
    const holder = await passports.find(passport, appCode);
    return { ...holder, viewer: withPlace(holder.viewer, place) };
  }

  /** To the graph, whatever is wrong with a passport makes it no credential. */
  async function byPassport(passport: string, sender: Sender): Promise<Found> {
    try {
      const { viewer, credential } = await findPassportHolder(
        passport,
        sender,
        readAppCode(sender),
      );
      return { viewer, credential };
    } catch (cause) {
      if (!(cause instanceof Failure) || !isRefusal(cause)) throw cause;
      const { message, reason } = cause;
      throw new Failure('UNAUTHENTICATED', message, { cause, reason });
    }
  }

  async function byHeader(sender: Sender): Promise<Found> {
    const passport = readPassportHeader(sender);
    if (passport) return byPassport(passport, sender);
    const token = readCoderQuery(sender) ?? readCoderHeader(sender);
    return token ? tokens.verify(token, sender) : undefined;
  }

  /** Nobody chose to send a cookie: one that is not good any more makes nobody of its sender. */
  async function byCookie(sender: Sender): Promise<Found> {
    if (sender.isForeign) return undefined;
    const passport = readPassportCookie(sender);
    const holder = passport && (await unlessRefused(byPassport(passport, sender)));
    if (holder) return holder;
    for (const token of [readSession(sender), readCoderCookie(sender)]) {
      const account = token && (await unlessRefused(tokens.verify(token, sender)));
      if (account) return account;
    }
    return undefined;
  }

  const kept = opened.move();
  return {
    readSender: createSenderReader(options),
    // What was sent on purpose wins, and is never passed over.
    authenticate: async (sender) =>
      (await byAuthorization(sender)) ??
      (await byHeader(sender)) ??
      (await byCookie(sender)) ??
      toAnonymous(sender),
    toAnonymous,
    verifyAccessToken: tokens.verify,
    findAppByKey: apiKeys.find,
    findPassportHolder,
    toAppViewer,
    findEndUser,
    ready: revocations.ready,
    isReady: () => revocations.isReady,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function toAppViewer(app: Pick<KnownApp, 'id' | 'organizationId'>, place: Place): Viewer {
  const { id, organizationId } = app;
  return withPlace({ id, kind: 'app', appId: id, organizationId, scopes: [] }, place);
}

/** Whether a token says that it is signed with a secret of ours, as passports are. */
function isOurOwn(token: string): boolean {
  try {
    return decodeProtectedHeader(token).alg === 'HS256';
  } catch {
    return false;
  }
}

const refusals: readonly string[] = ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_INPUT'];
const isRefusal = ({ code }: Failure): boolean => refusals.includes(code);

async function unlessRefused(found: Promise<Found>): Promise<Found> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Failure && isRefusal(error)) return undefined;
    throw error;
  }
}
