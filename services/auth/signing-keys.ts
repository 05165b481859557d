import type { Bus } from '@tributary/runtime/bus';
import { publishDocument, watchDocuments } from '@tributary/runtime/registry';
import { isDuplicateKey } from '@tributary/runtime/store';
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

export interface SigningKeyRow {
  _id: string;
  /** A JSON Web Key with its secret part. */
  privateJwk: string;
  createdAt: Date;
}

export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  /** The public part, for whoever verifies. */
  jwks: JSONWebKeySet;
}

export const algorithm = 'EdDSA';

async function createPrivateJwk(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { crv: 'Ed25519', extractable: true });
  return exportJWK(privateKey);
}

/** The stored key; the first instance ever makes it, and of two at once only one can insert. */
async function findOrCreate(rows: Model<SigningKeyRow>): Promise<JWK> {
  const stored = await rows.findOne({ _id: 'access' }).lean();
  if (stored) return JSON.parse(stored.privateJwk);
  const privateJwk = await createPrivateJwk();
  try {
    const createdAt = new Date();
    await rows.create({ _id: 'access', privateJwk: JSON.stringify(privateJwk), createdAt });
    return privateJwk;
  } catch (error) {
    if (isDuplicateKey(error)) return findOrCreate(rows);
    throw error;
  }
}

/** The key pair of the access tokens: one for all instances, in the database across restarts. */
export async function openSigningKey(rows: Model<SigningKeyRow>): Promise<SigningKey> {
  const privateJwk = await findOrCreate(rows);
  const { kty, crv, x } = privateJwk;
  const kid = await calculateJwkThumbprint(privateJwk);
  const privateKey = await importJWK({ ...privateJwk, alg: algorithm }, algorithm);
  if (privateKey instanceof Uint8Array) throw new Error('the signing key is not an Ed25519 key');
  const publicJwk = { kty, crv, x, kid, alg: algorithm, use: 'sig' } as JWK;
  return { kid, privateKey, jwks: { keys: [publicJwk] } };
}

/** Makes the public part known to the gateways, and again should the registry lose it. */
export async function publishKeys(bus: Bus, jwks: JSONWebKeySet): Promise<AsyncDisposable> {
  const publish = () => publishDocument(bus, 'keys', 'access', jwks);
  await publish();
  return watchDocuments(bus, 'keys', (documents) => {
    if (documents.has('access')) return;
    publish().catch((err) => bus.log.error({ err }, 'keys not published'));
  });
}
