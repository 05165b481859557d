import type { Outbox, OutboxEntry } from '@tributary/runtime/outbox';
import { isDuplicateKey } from '@tributary/runtime/store';
import { z } from 'zod';
import type { Collections } from './collections.ts';

/** A round of a run, as a job of the work queue names it. */
export interface Round {
  runId: string;
  round: number;
}

export interface Turn extends Round {
  ownerId: string;
  /** When the round was started: the order in which an owner's rounds execute. */
  startedAt: number;
}

const turnSchema = z.object({
  ownerId: z.string(),
  runId: z.string(),
  round: z.number(),
  startedAt: z.number(),
});

/** Reads a turn from a job of the work queue. */
export const readTurn = (data: unknown): Turn => turnSchema.parse(data);

type Waiting = Omit<Turn, 'ownerId'>;

/** One owner's rounds that have not ended. */
export interface OwnerTurns {
  _id: string;
  revision: number;
  executing: Waiting[];
  waiting: Waiting[];
  outbox: OutboxEntry[];
  outboxNr: number;
}

const executingMax = 10;
const attemptsMax = 100;

/** Who executes and who waits once a round is known to be due, or to be over. */
export function admit(
  turns: Pick<OwnerTurns, 'executing' | 'waiting'>,
  turn: Waiting,
  isDue: boolean,
): Pick<OwnerTurns, 'executing' | 'waiting'> & { admitted: Waiting[] } {
  const isTurn = (one: Waiting) => one.runId === turn.runId && one.round === turn.round;
  const executing = turns.executing.filter((one) => isDue || !isTurn(one));
  const waiting = turns.waiting.filter((one) => isDue || !isTurn(one));
  if (isDue && ![...executing, ...waiting].some(isTurn)) waiting.push(turn);
  waiting.sort((one, other) => one.startedAt - other.startedAt);
  const admitted = waiting.splice(0, Math.max(0, executingMax - executing.length));
  return { executing: [...executing, ...admitted], waiting, admitted };
}

export interface TurnsOptions {
  collections: Pick<Collections, 'runs' | 'turns'>;
  outbox: Pick<Outbox, 'relay'>;
}

/** Lets at most ten rounds of an owner execute, the others in the order of their starts. */
export function createTurns({ collections, outbox }: TurnsOptions) {
  /** Called when a round begins and when it ends; as often as one likes. */
  async function settle({ ownerId, ...turn }: Turn): Promise<void> {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      const turns = await load(ownerId);
      if (await update(turns, turn)) return;
    }
    throw new Error('the turns of an owner are changed by too many at once');
  }

  async function update(before: OwnerTurns, turn: Waiting): Promise<boolean> {
    // Read behind the turns: a round that ends later has its own call, which comes after this one.
    const isDue = await isRunning(turn);
    const { executing, waiting, admitted } = admit(before, turn, isDue);
    const facts = admitted.map(({ runId, round }, index) => ({
      id: `${before._id}:${before.outboxNr + index + 1}`,
      subject: 'work.round',
      data: { runId, round },
      at: new Date(),
    }));
    const { modifiedCount } = await collections.turns.updateOne(
      { _id: before._id, revision: before.revision },
      {
        $set: { executing, waiting, outboxNr: before.outboxNr + facts.length },
        $inc: { revision: 1 },
        $push: { outbox: { $each: facts } },
      },
    );
    if (modifiedCount === 0) return false;
    void outbox.relay(before._id);
    return true;
  }

  async function isRunning({ runId, round }: Round): Promise<boolean> {
    const filter = { _id: runId, status: 'RUNNING', currentRound: round } as const;
    return (await collections.runs.exists(filter)) !== null;
  }

  async function load(ownerId: string): Promise<OwnerTurns> {
    const found = await collections.turns.findOne({ _id: ownerId }).lean<OwnerTurns>();
    if (found) return found;
    const empty = { revision: 0, executing: [], waiting: [], outbox: [], outboxNr: 0 };
    try {
      await collections.turns.create({ _id: ownerId, ...empty });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    return load(ownerId);
  }

  return { settle };
}
