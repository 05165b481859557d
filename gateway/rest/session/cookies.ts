import { type SetCookie, stringifySetCookie } from 'cookie';
import { sessionCookie } from '../../identity/credentials.ts';
import type { Sender } from '../../identity/identity.ts';

/** What a sign-in gives, as far as a browser keeps it where no script can read it. */
export interface Tokens {
  accessToken: string;
  expiresAt: string;
  refreshToken: string;
  refreshExpiresAt: string;
}

type Site = Pick<Sender, 'isSecure'>;

const refreshCookie = 'tributary_refresh';

/** Sent with every call of the product's own pages. */
const sessionOf = ({ isSecure }: Site): Omit<SetCookie, 'value'> => ({
  // The prefix binds the cookie to this very host, but is for https alone.
  name: isSecure ? `__Host-${sessionCookie}` : sessionCookie,
  path: '/',
  httpOnly: true,
  secure: isSecure,
  sameSite: 'lax',
});

/** Sent to nothing but the session itself. */
const refreshOf = ({ isSecure }: Site): Omit<SetCookie, 'value'> => ({
  name: refreshCookie,
  path: '/session',
  httpOnly: true,
  secure: isSecure,
  sameSite: 'strict',
});

/** Both cookies; each is gone when its token is not good any more. */
export function toCookies(tokens: Tokens, site: Site): string[] {
  const { accessToken, expiresAt, refreshToken, refreshExpiresAt } = tokens;
  return [
    { ...sessionOf(site), value: accessToken, maxAge: secondsUntil(expiresAt) },
    { ...refreshOf(site), value: refreshToken, maxAge: secondsUntil(refreshExpiresAt) },
  ].map((cookie) => stringifySetCookie(cookie));
}

/** What makes a browser forget both. */
export const toNoCookies = (site: Site): string[] =>
  [sessionOf(site), refreshOf(site)].map((cookie) =>
    stringifySetCookie({ ...cookie, value: '', maxAge: 0 }),
  );

export const readRefreshToken = ({ cookies }: Pick<Sender, 'cookies'>): string | undefined =>
  cookies[refreshCookie] || undefined;

const secondsUntil = (instant: string): number =>
  Math.max(Math.floor((Date.parse(instant) - Date.now()) / 1000), 0);
