import { createHmac, hkdf, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { isId } from '@tributary/runtime/ids';

/** What a refresh token says: it is good while its sign-in is of that very generation. */
export interface RefreshClaim {
  signInId: string;
  generation: number;
}

export type RefreshTokens = ReturnType<typeof createRefreshTokens>;

/**
 * Tokens that nobody can make up and nothing stores: an old one is recognised as such, so that its
 * second use can be told from a guess.
 */
export function createRefreshTokens(secret: string) {
  const derived = promisify(hkdf)('sha256', secret, '', 'tributary refresh tokens', 32);
  const key = derived.then((bytes) => new Uint8Array(bytes));

  const macOf = async (text: string): Promise<Buffer> =>
    createHmac('sha256', await key)
      .update(text)
      .digest();

  async function sign({ signInId, generation }: RefreshClaim): Promise<string> {
    const text = `${signInId}.${generation}`;
    return `${text}.${(await macOf(text)).toString('base64url')}`;
  }

  /** Undefined for anything that was never handed out. */
  async function read(token: string): Promise<RefreshClaim | undefined> {
    const [, text = '', signInId, generation, mac = ''] =
      /^(([0-9a-f-]{36})\.(\d{1,9}))\.([\w-]{43})$/.exec(token) ?? [];
    if (!isId(signInId)) return undefined;
    const isOurs = timingSafeEqual(await macOf(text), Buffer.from(mac, 'base64url'));
    return isOurs ? { signInId, generation: Number(generation) } : undefined;
  }

  return { sign, read };
}
