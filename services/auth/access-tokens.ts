import { newId } from '@tributary/runtime/ids';
import { SignJWT } from 'jose';
import { algorithm, type SigningKeys } from './signing-keys.ts';

export interface AccessToken {
  accessToken: string;
  expiresAt: Date;
}

export interface AccessClaims {
  accountId: string;
  organizationId: string;
  /** What the account may do in that organization. */
  scopes: string[];
  signInId: string;
  /** Of the account: a token of a lower one is void. */
  epoch: number;
}

export interface AccessTokensOptions {
  keys: Pick<SigningKeys, 'current'>;
  lifetimeMs: number;
  now?: () => number;
}

export type AccessTokens = ReturnType<typeof createAccessTokens>;

/** The bearer tokens of accounts: signed, so that the gateway checks them without asking. */
export function createAccessTokens({ keys, lifetimeMs, now = Date.now }: AccessTokensOptions) {
  async function issue(claims: AccessClaims): Promise<AccessToken> {
    const { accountId, organizationId, scopes, signInId, epoch } = claims;
    const { kid, privateKey } = keys.current();
    const issuedAt = Math.floor(now() / 1000);
    const expiresAt = issuedAt + Math.floor(lifetimeMs / 1000);
    const accessToken = await new SignJWT({ org: organizationId, scopes, sid: signInId, epoch })
      .setProtectedHeader({ alg: algorithm, kid })
      .setIssuer('tributary')
      .setAudience('tributary')
      .setSubject(accountId)
      .setJti(newId())
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(privateKey);
    return { accessToken, expiresAt: new Date(expiresAt * 1000) };
  }

  return { issue };
}
