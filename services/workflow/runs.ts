import type { OutboxEntry } from '@tributary/runtime/outbox';
import type { Item } from './items.ts';

export type RunMode = 'ACTIONPLAN' | 'REACT';
export type RunStatus = 'RUNNING' | 'COMPLETED' | 'STOPPED' | 'FAILED';

export interface PlanTask {
  id: string;
  objective: string;
  dependsOn: string[];
  successCriteria: string[];
  status: 'pending' | 'running' | 'success' | 'failed' | 'skipped';
}

/** What model calls took. */
export interface Usage {
  model: string | null;
  inputTokens: number;
  outputTokens: number;
  bytesSent: number;
  bytesReceived: number;
  errorCount: number;
}

export const noUsage: Usage = {
  model: null,
  inputTokens: 0,
  outputTokens: 0,
  bytesSent: 0,
  bytesReceived: 0,
  errorCount: 0,
};

/**
 * A run as it is stored. All that happens to it is an update of this one document, so its items,
 * its state and the facts it announces change together or not at all.
 */
export interface Run {
  _id: string;
  ownerId: string;
  organizationId: string | null;
  /** The owner's scopes at the last start: the worker reads the owner's files with them. */
  ownerScopes: string[];
  status: RunStatus;
  mode: RunMode;
  name: string;
  description: string | null;
  tags: string[];
  /** JSON. */
  metadata: string;
  currentStep: string | null;
  progress: number;
  currentRound: number;
  // Instants of the run's clock.
  createdAt: number;
  updatedAt: number;
  startedAt: number;
  stoppedAt: number | null;
  completedAt: number | null;
  error: string | null;
  tasks: PlanTask[];
  /** What the model calls of the running round took together. */
  usage: Usage;
  /** The newest item's instant: what is later does not exist for who has read this. */
  lastCreatedAt: number;
  lastSequenceNr: number;
  /** Counts changes; each names the one that it follows. */
  revision: number;
  /** The worker that may write the running round; another one may not any more. */
  workerId: string | null;
  /** The idempotency key of the latest start. */
  startKey: string | null;
  /** JSON: where the running round is, for the next worker. */
  checkpoint: string | null;
  /** Items that have not been moved to the collection of items yet; readers look at both. */
  pending: Item[];
  outbox: OutboxEntry[];
  outboxNr: number;
  /** The number of the newest outbox entry that is an event. */
  lastEventNr: number;
}

/** A run without what only its writers need. */
export type RunView = Omit<Run, 'pending' | 'outbox' | 'checkpoint'>;

export const runEvents = (runId: string) => `event.run.${runId}`;
export const runControl = (runId: string) => `control.run.${runId}`;
