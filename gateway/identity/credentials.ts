import { decodeJwt, type JWTPayload } from 'jose';
import type { Sender } from './identity.ts';

// Where each scheme has its credential in a request. Nothing is checked here, and an empty or
// oversized one counts as absent.

/** A browser that is signed in holds its access token in this cookie, or in `__Host-` and it. */
export const sessionCookie = 'tributary_session';
/** Of somebody who signed in to web apps; whatever issued the token set it. */
export const loginCookie = 'webapp_access_token';
const coderCookie = 'coder_session_token';

const tokenLengthMax = 8_192;
const codePattern = /^[A-Za-z0-9_-]{1,64}$/;

/** Of `Authorization: Bearer`: an access token, an API key, a passport or a login token. */
export function readBearer({ headers }: Pick<Sender, 'headers'>): string | undefined {
  return present(/^bearer[ \t]+(\S+)[ \t]*$/i.exec(headers.authorization ?? '')?.[1]);
}

/** The code of the app that a browser calls. */
export function readAppCode({ headers }: Pick<Sender, 'headers'>): string | undefined {
  const code = oneOf(headers['x-app-code']);
  return code !== undefined && codePattern.test(code) ? code : undefined;
}

/** A passport as the documented web API wants it: the cookie of the app wins, a bearer comes last. */
export function readPassport(
  sender: Pick<Sender, 'headers' | 'cookies'>,
  appCode = readAppCode(sender),
): string | undefined {
  const bearer = readBearer(sender);
  return (
    readPassportCookie(sender, appCode) ??
    readPassportHeader(sender) ??
    (bearer !== undefined && isLikePassport(bearer) ? bearer : undefined)
  );
}

export function readPassportHeader({ headers }: Pick<Sender, 'headers'>): string | undefined {
  return present(oneOf(headers['x-app-passport']));
}

/** Only for an app that is named: a browser has a passport for each. */
export function readPassportCookie(
  sender: Pick<Sender, 'headers' | 'cookies'>,
  appCode = readAppCode(sender),
): string | undefined {
  return appCode === undefined ? undefined : readPrefixed(sender, `passport-${appCode}`);
}

/** The login token of somebody who signed in to web apps: the cookie wins. */
export function readLoginToken(sender: Pick<Sender, 'headers' | 'cookies'>): string | undefined {
  return readPrefixed(sender, loginCookie) ?? readBearer(sender);
}

/**
 * The access token of a signed-in browser; it counts only if the sender is not foreign. Behind https
 * nobody but the product itself can have set the cookie: a page of a neighbouring host could set one
 * without the prefix.
 */
export function readSession({
  cookies,
  isSecure,
}: Pick<Sender, 'cookies' | 'isSecure'>): string | undefined {
  return present(cookies[isSecure ? `__Host-${sessionCookie}` : sessionCookie]);
}

export interface CoderToken {
  readonly token: string;
  /** Where it stood, as a caller is told. */
  readonly place: string;
}

type CoderSender = Pick<Sender, 'headers' | 'cookies' | 'query' | 'isForeign'>;

/** In the order in which they are looked at. */
const coderPlaces: readonly [place: string, read: (sender: CoderSender) => string | undefined][] = [
  [`cookie ${coderCookie}`, (sender) => (sender.isForeign ? undefined : readCoderCookie(sender))],
  [`query parameter ${coderCookie}`, (sender) => readCoderQuery(sender)],
  ['header Coder-Session-Token', (sender) => readCoderHeader(sender)],
  ['header Authorization', (sender) => readBearer(sender)],
];

/** The session token of the chats API, by the first of the four places that has one. */
export function readCoderToken(sender: CoderSender): CoderToken | undefined {
  for (const [place, read] of coderPlaces) {
    const token = read(sender);
    if (token !== undefined) return { token, place };
  }
  return undefined;
}

export const readCoderCookie = ({ cookies }: Pick<Sender, 'cookies'>): string | undefined =>
  present(cookies[coderCookie]);

export const readCoderQuery = ({ query }: Pick<Sender, 'query'>): string | undefined =>
  present(query.get(coderCookie) ?? undefined);

export const readCoderHeader = ({ headers }: Pick<Sender, 'headers'>): string | undefined =>
  present(oneOf(headers['coder-session-token']));

function readPrefixed({ cookies }: Pick<Sender, 'cookies'>, name: string): string | undefined {
  return present(cookies[`__Host-${name}`]) ?? present(cookies[name]);
}

/** A guess by its claims, which anybody can write. */
function isLikePassport(token: string): boolean {
  const claims = readClaims(token);
  return 'app_id' in claims && 'end_user_id' in claims;
}

/** The code of the app that a passport is for, as it says itself. */
export function readClaimedCode(passport: string): string | undefined {
  const { app_code: code } = readClaims(passport);
  return typeof code === 'string' && codePattern.test(code) ? code : undefined;
}

function readClaims(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    return {};
  }
}

const oneOf = (value: string | string[] | undefined): string | undefined =>
  (Array.isArray(value) ? value[0] : value)?.trim();

const present = (token: string | undefined): string | undefined =>
  token && token.length <= tokenLengthMax ? token : undefined;
