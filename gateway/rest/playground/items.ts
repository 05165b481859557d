import type {
  DocumentPartsFragment,
  LogPartsFragment,
  MessagePartsFragment,
  StatPartsFragment,
} from './generated/operations.ts';

const roles = { USER: 'user', ASSISTANT: 'assistant', SYSTEM: 'system' } as const;

/** Items carry their instant under two names, which mean the same. */
const timesOf = (createdAt: number) => ({ timestamp: createdAt, _createdAt: createdAt });

export const toMessage = ({ runId, role, createdAt, ...message }: MessagePartsFragment) => ({
  ...message,
  workflowId: runId,
  role: roles[role],
  ...timesOf(createdAt),
});

export const toLog = ({ runId, createdAt, ...log }: LogPartsFragment) => ({
  ...log,
  workflowId: runId,
  ...timesOf(createdAt),
});

export const toStat = ({ runId, createdAt, ...stat }: StatPartsFragment) => ({
  ...stat,
  workflowId: runId,
  ...timesOf(createdAt),
});

export const toDocument = ({ runId, createdAt, ...document }: DocumentPartsFragment) => ({
  ...document,
  workflowId: runId,
  ...timesOf(createdAt),
});
