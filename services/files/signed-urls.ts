import { randomBytes } from 'node:crypto';
import type { QuerySignedFileArgs } from './generated/schema.ts';
import { createSigner } from './signer.ts';

export interface SignedUrlsOptions {
  secret: string;
  publicUrl: string;
}

export type SignedUrls = ReturnType<typeof createSignedUrls>;

const lifetimeSeconds = 300;
/** The clock of the instance that signed may be so much ahead. */
const skewSeconds = 30;

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** Addresses of files that work for 300 seconds without credentials. */
export function createSignedUrls({ secret, publicUrl }: SignedUrlsOptions) {
  const signer = createSigner(secret, 'file-preview');
  const textOf = (id: string, timestamp: string, nonce: string): string =>
    `file-preview|${id}|${timestamp}|${nonce}`;

  function create(id: string): string {
    const timestamp = String(nowSeconds());
    const nonce = randomBytes(16).toString('hex');
    const sign = signer.sign(textOf(id, timestamp, nonce));
    const query = new URLSearchParams({ timestamp, nonce, sign });
    return `${publicUrl}/files/${encodeURIComponent(id)}/file-preview?${query}`;
  }

  function isValid({ id, timestamp, nonce, sign }: QuerySignedFileArgs): boolean {
    if (!/^\d{1,12}$/.test(timestamp) || !/^[0-9a-f]{32}$/.test(nonce)) return false;
    const age = nowSeconds() - Number(timestamp);
    return (
      age <= lifetimeSeconds &&
      age >= -skewSeconds &&
      signer.isSigned(textOf(id, timestamp, nonce), sign)
    );
  }

  return { create, isValid };
}
