import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export interface Signer {
  /** An HMAC-SHA256, as base64url. */
  sign(text: string): string;
  /** Padding, which some encoders add, makes no difference. */
  isSigned(text: string, signature: string): boolean;
}

/** Signs texts for one purpose with a key that follows from the installation's secret. */
export function createSigner(secret: string, purpose: string): Signer {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', `tributary/${purpose}`, 32));
  const macOf = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  return {
    sign: (text) => macOf(text).toString('base64url'),
    isSigned(text, signature) {
      const given = Buffer.from(signature, 'base64url');
      const mac = macOf(text);
      return given.length === mac.length && timingSafeEqual(given, mac);
    },
  };
}
