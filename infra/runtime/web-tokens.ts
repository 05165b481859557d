import { hkdf } from 'node:crypto';
import { promisify } from 'node:util';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { Failure } from './failure.ts';

/** For whom an end user of an app is taken: what the documented web API says in 2.2, and more. */
const passportClaims = z.object({
  app_id: z.string(),
  app_code: z.string(),
  end_user_id: z.string(),
  /** The account behind it; with the other five, of a restricted app only. */
  user_id: z.string().optional(),
  auth_type: z.enum(['internal', 'external']).optional(),
  /** Unix seconds. */
  granted_at: z.number().optional(),
  /** That of the login token that it was issued for. Not documented. */
  password_version: z.number().optional(),
  token_source: z.literal('webapp').optional(),
  exp: z.number().optional(),
});

/** An account that is signed in for restricted apps. */
const loginClaims = z.object({
  user_id: z.string(),
  /** The account's e-mail address. */
  session_id: z.string(),
  token_source: z.literal('webapp_login_token'),
  auth_type: z.enum(['internal', 'external']),
  /** When the account's password was set, in Unix milliseconds; 0 for its first one. */
  password_version: z.number(),
  iat: z.number(),
  exp: z.number(),
});

export type PassportClaims = z.infer<typeof passportClaims>;
export type LoginClaims = z.infer<typeof loginClaims>;
export type WebToken =
  | ({ readonly type: 'passport' } & PassportClaims)
  | ({ readonly type: 'login' } & LoginClaims);

/** The tokens that browsers hold for web apps: passports and login tokens. */
export interface WebTokens {
  /** `issuer` is the id of the app (of a restricted one: its site). Without `exp` it never expires. */
  signPassport(issuer: string, claims: PassportClaims): Promise<string>;
  signLogin(claims: Omit<LoginClaims, 'iat'>): Promise<string>;
  /** Throws UNAUTHENTICATED if the token is forged, expired, from the future or of neither kind. */
  verify(token: string): Promise<WebToken>;
}

const algorithm = 'HS256';
const subject = 'Web API Passport';
/** Clocks of two machines differ. */
const clockSkewMs = 60_000;

/** Signs and checks with a key that is derived from the secret that all processes share. */
export function createWebTokens(secret: string): WebTokens {
  const derived = promisify(hkdf)('sha256', secret, '', 'tributary web tokens', 32);
  const key = derived.then((bytes) => new Uint8Array(bytes));

  const sign = async (issuer: string | undefined, claims: Record<string, unknown>) => {
    const token = new SignJWT(claims).setProtectedHeader({ alg: algorithm, typ: 'JWT' });
    if (issuer !== undefined) token.setIssuer(issuer);
    return token
      .setSubject(subject)
      .setIssuedAt()
      .sign(await key);
  };

  return {
    signPassport: (issuer, claims) => sign(issuer, claims),
    signLogin: (claims) => sign(undefined, claims),
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, await key, { algorithms: [algorithm], subject });
        if ((payload.iat ?? 0) * 1000 > Date.now() + clockSkewMs) throw new Error('of the future');
        const login = loginClaims.safeParse(payload);
        if (login.success) return { type: 'login', ...login.data };
        return { type: 'passport', ...passportClaims.parse(payload) };
      } catch (cause) {
        throw new Failure('UNAUTHENTICATED', 'the token is not valid', { cause });
      }
    },
  };
}
