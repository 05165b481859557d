import { createHash } from 'node:crypto';
import { isDuplicateKey, trusted } from '@tributary/runtime/store';
import type { Collections, StartKey } from './collections.ts';
import { newItemId } from './item-ids.ts';
import type { RunPlace } from './run-access.ts';
import type { RunView } from './runs.ts';

const keptMs = 24 * 60 * 60 * 1000;

/** Remembers for a day which run a start with a key made, and how it was answered. */
export function createStartKeys({ startKeys }: Pick<Collections, 'startKeys'>) {
  /**
   * The key's claim: the first one's, if the same owner used the key before in the organization.
   * Without the id of a run to continue, it holds the one that the new run is to have, however
   * often it is tried.
   */
  async function claim(place: RunPlace, key: string, continued?: string): Promise<StartKey> {
    const hash = createHash('sha256').update(key).digest('base64url');
    const _id = `${place.organizationId ?? ''}:${place.ownerId}:${hash}`;
    await startKeys.deleteMany({ expiresAt: trusted({ $lte: Date.now() }) });
    const mine = {
      _id,
      runId: continued ?? newItemId('wf'),
      continues: continued !== undefined,
      expiresAt: Date.now() + keptMs,
      answer: null,
    };
    try {
      await startKeys.create(mine);
      return mine;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    return (await startKeys.findOne({ _id }).lean<StartKey>()) ?? mine;
  }

  /** Keeps the answer, if it is the first. */
  async function settle({ _id }: StartKey, answer: RunView): Promise<RunView> {
    await startKeys.updateOne({ _id, answer: null }, { $set: { answer } });
    const kept = await startKeys.findOne({ _id }).lean<StartKey>();
    return kept?.answer ?? answer;
  }

  /** Forgets a claim whose start was refused: the key is free for a better one. */
  async function release({ _id, runId }: StartKey): Promise<void> {
    await startKeys.deleteOne({ _id, runId, answer: null });
  }

  return { claim, settle, release };
}
