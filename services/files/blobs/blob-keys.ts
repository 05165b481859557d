import { randomBytes } from 'node:crypto';
import { Failure } from '@tributary/runtime/failure';
import type { Log } from '@tributary/runtime/log';
import { type ClientSession, trusted } from '@tributary/runtime/store';
import type { Model } from 'mongoose';
import type { BlobStorage } from './blob-storage.ts';

/** A key of the storage that no content owns: one that is being written, or that is to be removed. */
export interface BlobKeyRow {
  _id: string;
  /** Who holds it renews this; when it is past, anybody may remove the bytes. */
  leaseUntil: Date;
  /** Bytes that are to be removed can never become a content. */
  isGarbage: boolean;
}

/** A key of one's own, for as long as it is held. */
export interface HeldKey extends Disposable {
  readonly key: string;
  /** Aborts when somebody else has taken the key for abandoned. */
  readonly signal: AbortSignal;
}

export interface BlobKeysOptions {
  collection: Model<BlobKeyRow>;
  storage: BlobStorage;
  log: Log;
}

const leaseMs = 60_000;
const renewMs = 5_000;

const leaseEnd = (): Date => new Date(Date.now() + leaseMs);

const lost = (): Failure => new Failure('UNAVAILABLE', 'the writing of the file was interrupted');

/**
 * Notes each key before its first byte is written and until a content owns it, and again when none
 * does: whatever a crash leaves in the storage has a row here, by which the sweep finds it.
 */
export function createBlobKeys({ collection, storage, log }: BlobKeysOptions) {
  /** A fresh key, so that a removal never meets the next writer of the same content. */
  async function hold(): Promise<HeldKey> {
    const key = randomBytes(16).toString('hex');
    await collection.create({ _id: key, leaseUntil: leaseEnd(), isGarbage: false });
    const losing = new AbortController();
    const renew = async () => {
      const renewed = { $set: { leaseUntil: leaseEnd() } };
      const { matchedCount } = await collection.updateOne({ _id: key, isGarbage: false }, renewed);
      if (matchedCount === 0) losing.abort(lost());
    };
    const timer = setInterval(() => {
      renew().catch((err) => log.warn({ err, key }, 'blob key is renewed later'));
    }, renewMs);
    return { key, signal: losing.signal, [Symbol.dispose]: () => clearInterval(timer) };
  }

  /** From the commit on a content owns the key; fails when it was taken for abandoned before. */
  async function giveAway(key: string, session: ClientSession): Promise<void> {
    const held = { _id: key, isGarbage: false };
    const { deletedCount } = await collection.deleteOne(held, { session });
    if (deletedCount === 0) throw lost();
  }

  /** From the commit on the bytes are to be removed. */
  async function condemn(key: string, session: ClientSession): Promise<void> {
    const garbage = { $set: { leaseUntil: new Date(), isGarbage: true } };
    await collection.updateOne({ _id: key }, garbage, { upsert: true, session });
  }

  async function remove(key: string): Promise<void> {
    await storage.remove(key);
    await collection.deleteOne({ _id: key });
  }

  /**
   * Removes the bytes now; what fails is left to the sweep. `mayBeOwned`: a commit may have been
   * done without an answer, and only where the key has a row still was it not.
   */
  async function discard(key: string, mayBeOwned = false): Promise<void> {
    try {
      const claim = { $set: { leaseUntil: leaseEnd(), isGarbage: true } };
      // Also a key that was swept: its writer may have come to write after that.
      const options = { upsert: !mayBeOwned };
      const { matchedCount } = await collection.updateOne({ _id: key }, claim, options);
      if (matchedCount > 0 || !mayBeOwned) await remove(key);
    } catch (err) {
      log.warn({ err, key }, 'blob bytes are removed later');
    }
  }

  /** Removes all that is abandoned; several may do so at once, each with keys of its own. */
  async function sweep(): Promise<void> {
    for (;;) {
      const expired = { leaseUntil: trusted({ $lte: new Date() }) };
      const claim = { $set: { leaseUntil: leaseEnd(), isGarbage: true } };
      const row = await collection
        .findOneAndUpdate(expired, claim, { sort: { leaseUntil: 1 } })
        .lean<BlobKeyRow>();
      if (!row) return;
      await remove(row._id);
    }
  }

  return { hold, giveAway, condemn, discard, sweep };
}
