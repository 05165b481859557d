import type { Store } from '@tributary/runtime/store';
import { type Model, Schema, type SchemaDefinition } from 'mongoose';
import type { Item } from './items.ts';
import type { Run, RunView } from './runs.ts';
import type { SessionRow } from './sessions.ts';
import type { OwnerTurns } from './turns.ts';

/** A start that was asked for with a key, and what it was answered. */
export interface StartKey {
  _id: string;
  runId: string;
  /** Whether the run was there before, and its id the client's word. */
  continues: boolean;
  /** Epoch milliseconds. */
  expiresAt: number;
  answer: RunView | null;
}

/** A version of a workflow app's definition. */
export interface Definition {
  _id: string;
  appId: string;
  version: number;
  organizationId: string;
  definition: string;
  publishedBy: string;
  createdAt: Date;
}

export interface Collections {
  runs: Model<Run>;
  items: Model<Item>;
  startKeys: Model<StartKey>;
  definitions: Model<Definition>;
  turns: Model<OwnerTurns>;
  sessions: Model<SessionRow>;
}

const text = { type: String, required: true } as const;
/** A text that may be empty, which mongoose does not call given. */
const anyText = { type: String, default: '' } as const;
const whole = { type: Number, required: true } as const;
const optionalText = { type: String, default: null } as const;
const optionalWhole = { type: Number, default: null } as const;
const free = Schema.Types.Mixed;
const freeList = { type: [free], default: [] };
const outbox = { outbox: freeList, outboxNr: whole };
const outboxIndex = [{ 'outbox.0.id': 1 }, { sparse: true }] as const;

const runFields = {
  ownerId: text,
  organizationId: optionalText,
  ownerScopes: [String],
  status: text,
  mode: text,
  name: text,
  description: optionalText,
  tags: [String],
  metadata: text,
  currentStep: optionalText,
  progress: whole,
  currentRound: whole,
  createdAt: whole,
  updatedAt: whole,
  startedAt: whole,
  stoppedAt: optionalWhole,
  completedAt: optionalWhole,
  error: optionalText,
  tasks: freeList,
  usage: free,
  lastCreatedAt: whole,
  lastSequenceNr: whole,
  revision: whole,
  workerId: optionalText,
  startKey: optionalText,
  checkpoint: optionalText,
  pending: freeList,
  ...outbox,
  lastEventNr: whole,
};

const itemFields = { runId: text, kind: text, round: whole, createdAt: whole, body: free };
const startKeyFields = {
  runId: anyText,
  continues: Boolean,
  expiresAt: whole,
  answer: { type: free, default: null },
};
const definitionFields = {
  appId: text,
  version: whole,
  organizationId: text,
  definition: anyText,
  publishedBy: text,
  createdAt: { type: Date, required: true },
};
const optionalTime = { type: Date, default: null } as const;
const sessionFields = {
  keyHash: text,
  ownerId: optionalText,
  organizationId: optionalText,
  isPrivate: Boolean,
  leaseUntil: { type: Date, required: true },
  isUsed: Boolean,
  status: text,
  createdAt: { type: Date, required: true },
  closedAt: optionalTime,
  forgetAt: optionalTime,
  outbox: freeList,
};
const turnsFields = { revision: whole, executing: freeList, waiting: freeList, ...outbox };

/** The fields are those of the shape; that a free one holds it is up to this service alone. */
const toSchema = <Shape>(fields: SchemaDefinition) =>
  new Schema({ _id: text, ...fields }) as unknown as Schema<Shape>;

/** The collections of the workflow service, with their indexes built. */
export async function openCollections(store: Store): Promise<Collections> {
  const runSchema = toSchema<Run>(runFields)
    .index({ ownerId: 1, createdAt: 1 })
    .index({ ownerId: 1, status: 1 })
    .index({ organizationId: 1 })
    .index(...outboxIndex);
  const itemSchema = toSchema<Item>(itemFields).index({ runId: 1, kind: 1, createdAt: 1 });
  const startKeySchema = toSchema<StartKey>(startKeyFields).index({ expiresAt: 1 });
  const definitionSchema = toSchema<Definition>(definitionFields);
  definitionSchema.index({ appId: 1, version: 1 }, { unique: true });
  const turnsSchema = toSchema<OwnerTurns>(turnsFields).index(...outboxIndex);
  const sessionSchema = toSchema<SessionRow>(sessionFields)
    .index({ status: 1, leaseUntil: 1 })
    .index({ forgetAt: 1 })
    .index(...outboxIndex);
  const [runs, items, startKeys, definitions, turns, sessions] = await Promise.all([
    store.model('runs', runSchema),
    store.model('run_items', itemSchema),
    store.model('start_keys', startKeySchema),
    store.model('definitions', definitionSchema),
    store.model('turns', turnsSchema),
    store.model('sessions', sessionSchema),
  ]);
  return { runs, items, startKeys, definitions, turns, sessions };
}
