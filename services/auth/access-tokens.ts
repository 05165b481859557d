import { newId } from '@tributary/runtime/ids';
import { SignJWT } from 'jose';
import type { Account } from './accounts.ts';
import { algorithm, type SigningKey } from './signing-keys.ts';

export interface AccessToken {
  accessToken: string;
  expiresAt: Date;
}

export type AccessTokens = ReturnType<typeof createAccessTokens>;

const lifetimeSeconds = 3600;

/** The bearer tokens of accounts: signed, so that the gateway checks them without asking. */
export function createAccessTokens({ kid, privateKey }: SigningKey) {
  async function issue({ id, organizationId }: Account): Promise<AccessToken> {
    const issuedAt = Math.floor(Date.now() / 1000);
    const expiresAt = issuedAt + lifetimeSeconds;
    const accessToken = await new SignJWT({ org: organizationId, scopes: [] })
      .setProtectedHeader({ alg: algorithm, kid })
      .setIssuer('tributary')
      .setAudience('tributary')
      .setSubject(id)
      .setJti(newId())
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(privateKey);
    return { accessToken, expiresAt: new Date(expiresAt * 1000) };
  }

  return { issue };
}
