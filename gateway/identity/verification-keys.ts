import { verificationKeysMax } from '@tributary/runtime/access-events';
import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import { readDocument, watchDocuments } from '@tributary/runtime/registry';
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import { z } from 'zod';

/** The public keys of access tokens, as the auth service publishes them. */
export interface VerificationKeys extends AsyncDisposable {
  /** Checks the signature, whom the token is by and for, and that it has not expired. */
  verify(token: string): Promise<{ payload: JWTPayload; kid: string }>;
  /** Whether there is a key of that name now. */
  has(kid: string): boolean;
}

const keySetSchema = z.object({
  keys: z
    .array(z.looseObject({ kty: z.string(), kid: z.string().min(1).max(255) }))
    .max(verificationKeysMax),
});

const name = { bucket: 'keys', key: 'access' } as const;
const issuer = 'tributary';
/** Whoever invents names of keys does not make every gateway read the registry each time. */
const readAgainMs = 1_000;

interface KeySet {
  kids: ReadonlySet<string>;
  find: ReturnType<typeof createLocalJWKSet>;
}

/**
 * Follows the published keys. `onChange` is told which of them are gone. A token of a key that is not
 * known makes them be read once more: the news of a new key may be slower than its first token.
 */
export async function watchVerificationKeys(
  bus: Bus,
  onChange: (withdrawn: readonly string[]) => void,
): Promise<VerificationKeys> {
  let current: KeySet | undefined;
  let round = 0;
  let reading: Promise<void> | undefined;
  let restsUntil = 0;

  /** Keeps the keys it has if the document cannot be used. */
  function take(document: unknown): boolean {
    const next = readKeySet(document);
    if (!next) return false;
    const withdrawn = [...(current?.kids ?? [])].filter((kid) => !next.kids.has(kid));
    current = next;
    onChange(withdrawn);
    return true;
  }

  const watch = await watchDocuments(bus, name.bucket, (documents) => {
    round += 1;
    const document = documents.get(name.key);
    if (!take(document) && document !== undefined) {
      bus.log.warn({ bucket: name.bucket }, 'the keys of access tokens are refused');
    }
  });

  async function readAgain(): Promise<void> {
    const before = round;
    try {
      const document = await readDocument(bus, name.bucket, name.key);
      // What the watch has told meanwhile is newer.
      if (round === before) take(document);
    } catch (cause) {
      throw new Failure('UNAVAILABLE', 'the keys of access tokens cannot be read', { cause });
    }
  }

  async function lookFor(kid: string): Promise<KeySet> {
    if (!current?.kids.has(kid) && (reading || Date.now() >= restsUntil)) {
      restsUntil = Date.now() + readAgainMs;
      reading ??= readAgain().finally(() => {
        reading = undefined;
      });
      await reading;
    }
    if (!current) throw new Failure('UNAVAILABLE', 'the keys of access tokens are not known yet');
    return current;
  }

  return {
    has: (kid) => current?.kids.has(kid) ?? false,
    async verify(token) {
      const { kid } = decodeProtectedHeader(token);
      if (!kid) throw new Error('the token names no key');
      const { find } = await lookFor(kid);
      const algorithms = ['EdDSA', 'Ed25519'];
      const { payload } = await jwtVerify(token, find, { algorithms, audience: issuer, issuer });
      return { payload, kid };
    },
    [Symbol.asyncDispose]: () => watch[Symbol.asyncDispose](),
  };
}

function readKeySet(document: unknown): KeySet | undefined {
  const read = keySetSchema.safeParse(document);
  if (!read.success) return undefined;
  const keys = read.data as JSONWebKeySet;
  return { kids: new Set(read.data.keys.map(({ kid }) => kid)), find: createLocalJWKSet(keys) };
}
