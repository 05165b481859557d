import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { verificationKeysMax } from '@tributary/runtime/access-events';
import type { Bus } from '@tributary/runtime/bus';
import type { Viewer } from '@tributary/runtime/identity';
import { publishDocument, watchDocuments } from '@tributary/runtime/registry';
import { trusted } from '@tributary/runtime/store';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
} from 'jose';
import type { Model } from 'mongoose';
import type { RotateSigningKeysInput } from './generated/schema.ts';
import { checkOperator } from './membership.ts';

export interface SigningKeyRow {
  /** The thumbprint of the key, which tokens name as `kid`. */
  _id: string;
  /** A JSON Web Key with its secret part. */
  privateJwk: string;
  createdAt: Date;
  /** Signs from this moment on: by then every gateway knows it. */
  activeAt: Date;
  /** Verifies for an access token's life longer, then is removed. */
  retiredAt: Date | null;
}

export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
}

export interface SigningKeys extends AsyncDisposable {
  /** The key that signs now. */
  current(): SigningKey;
  /** Makes another key and gives its id; `withdraw` voids what the earlier ones have signed. */
  rotate(options?: { withdraw?: boolean }): Promise<string>;
}

export interface SigningKeysOptions {
  collection: Model<SigningKeyRow>;
  bus: Bus;
  now?: () => number;
}

export const algorithm = 'EdDSA';

/** How long the gateways have to learn of a key before it signs. */
const announcedMs = 10_000;
const signingMsMax = 30 * 86_400_000;
/** An hour more than the longest access token lives. */
const verifyingMs = 25 * 3_600_000;
const checkMs = 60_000;
const stopMsMax = 1_000;

/**
 * The key pairs of the access tokens: the same for all instances, in the database across restarts.
 * Each instance watches what is published, and reads the rows when they must have changed.
 */
export async function openSigningKeys(options: SigningKeysOptions): Promise<SigningKeys> {
  const { collection, bus, now = Date.now } = options;
  const rows = createRows(collection, now);
  const stopping = new AbortController();
  let known: (Pick<SigningKeyRow, '_id' | 'activeAt'> & { key: CryptoKey })[] = [];
  let jwks: JSONWebKeySet = { keys: [] };
  let loading: Promise<void> = Promise.resolve();

  async function read(): Promise<void> {
    const kept = await rows.keep();
    const keys = await Promise.all(
      kept.map(async (row) => ({ ...row, key: await importKey(row) })),
    );
    jwks = { keys: kept.map(toPublicJwk) };
    await publishDocument(bus, 'keys', 'access', jwks);
    // Nothing is signed with what nobody can verify.
    known = keys;
  }

  /** One after the other: what was read last is what is published last. */
  function load(): Promise<void> {
    loading = loading.catch(() => undefined).then(read);
    return loading;
  }

  const tryLoad = () => load().catch((err) => bus.log.warn({ err }, 'signing keys are read later'));

  async function run(): Promise<void> {
    const { signal } = stopping;
    while (!signal.aborted) {
      await pause(checkMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await tryLoad();
    }
  }

  await load();
  const watch = await watchDocuments(bus, 'keys', (documents) => {
    if (!isDeepStrictEqual(documents.get('access'), jwks)) void tryLoad();
  });
  const running = run();
  return {
    current() {
      const found = known.findLast(({ activeAt }) => activeAt.getTime() <= now());
      if (!found) throw new Error('no signing key is active');
      return { kid: found._id, privateKey: found.key };
    },
    async rotate({ withdraw = false } = {}) {
      const kid = await rows.add(withdraw ? 0 : announcedMs);
      if (withdraw) await rows.removeBut(kid);
      await load();
      bus.log.info({ kid, withdraw }, 'signing keys rotated');
      return kid;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await watch[Symbol.asyncDispose]();
      // What waits for NATS would wait on.
      await Promise.race([Promise.allSettled([running, loading]), pause(stopMsMax)]);
    },
  };
}

/** For an operator. */
export const createKeyRotations = (keys: Pick<SigningKeys, 'rotate'>, viewer: Viewer) => ({
  async rotate({ withdraw }: RotateSigningKeysInput): Promise<{ kid: string }> {
    checkOperator(viewer);
    return { kid: await keys.rotate({ withdraw: withdraw === true }) };
  },
});

/** The rows, oldest key first. Several instances may change them at once without harm. */
function createRows(collection: Model<SigningKeyRow>, now: () => number) {
  const list = () =>
    collection
      .find()
      .sort({ activeAt: 1, _id: 1 })
      .limit(verificationKeysMax)
      .lean<SigningKeyRow[]>();

  async function add(waitMs: number): Promise<string> {
    const privateJwk = await createPrivateJwk();
    const _id = await calculateJwkThumbprint(privateJwk);
    const [createdAt, activeAt] = [new Date(now()), new Date(now() + waitMs)];
    const key = { _id, privateJwk: JSON.stringify(privateJwk), createdAt, activeAt };
    await collection.create({ ...key, retiredAt: null });
    return _id;
  }

  async function removeBut(kid: string): Promise<void> {
    await collection.deleteMany({ _id: trusted({ $ne: kid }) });
  }

  /** All that sign or verify, after making one where it is due and retiring those before it. */
  async function keep(): Promise<SigningKeyRow[]> {
    await collection.deleteMany({ retiredAt: trusted({ $lt: new Date(now() - verifyingMs) }) });
    const found = await list();
    const newest = found.at(-1);
    if (!found.some(({ activeAt }) => activeAt.getTime() <= now())) await add(0);
    else if (newest && newest.createdAt.getTime() < now() - signingMsMax) await add(announcedMs);
    const kept = await list();
    for (const [at, { _id, retiredAt }] of kept.entries()) {
      const next = kept[at + 1];
      if (!next || retiredAt) continue;
      await collection.updateOne({ _id, retiredAt: null }, { $set: { retiredAt: next.activeAt } });
    }
    return kept;
  }

  return { add, removeBut, keep };
}

async function createPrivateJwk(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { crv: 'Ed25519', extractable: true });
  return exportJWK(privateKey);
}

async function importKey({ privateJwk }: SigningKeyRow): Promise<CryptoKey> {
  const key = await importJWK({ ...JSON.parse(privateJwk), alg: algorithm }, algorithm);
  if (key instanceof Uint8Array) throw new Error('the signing key is not an Ed25519 key');
  return key;
}

/** What verifies, and nothing more. */
function toPublicJwk({ _id, privateJwk }: SigningKeyRow): JWK {
  const { kty, crv, x }: JWK = JSON.parse(privateJwk);
  return { kty, crv, x, kid: _id, alg: algorithm, use: 'sig' } as JWK;
}
