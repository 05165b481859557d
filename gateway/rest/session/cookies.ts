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

/** The prefix binds a cookie to this very host, and to every path of it, but is for https alone. */
const prefixOf = ({ isSecure }: Site): string => (isSecure ? '__Host-' : '');

/** Sent with every call of the product's own pages. */
const sessionOf = (site: Site): Omit<SetCookie, 'value'> => ({
  name: `${prefixOf(site)}${sessionCookie}`,
  path: '/',
  httpOnly: true,
  secure: site.isSecure,
  sameSite: 'lax',
});

/** Sent to nothing but the session itself where that can be had; read by nothing else anyway. */
const refreshOf = (site: Site): Omit<SetCookie, 'value'> => ({
  name: `${prefixOf(site)}${refreshCookie}`,
  path: site.isSecure ? '/' : '/session',
  httpOnly: true,
  secure: site.isSecure,
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

/** Behind https, a neighbouring host could have set one without the prefix. */
export const readRefreshToken = ({
  cookies,
  isSecure,
}: Pick<Sender, 'cookies' | 'isSecure'>): string | undefined =>
  cookies[`${prefixOf({ isSecure })}${refreshCookie}`] || undefined;

const secondsUntil = (instant: string): number =>
  Math.max(Math.floor((Date.parse(instant) - Date.now()) / 1000), 0);
