import { Failure } from '@tributary/runtime/failure';
import type { WorkflowPartsFragment } from './generated/operations.ts';

export const statuses = {
  RUNNING: 'running',
  COMPLETED: 'completed',
  STOPPED: 'stopped',
  FAILED: 'failed',
} as const;

export const modes = { ACTIONPLAN: 'Actionplan', REACT: 'React' } as const;

/** A run as this API shows it. */
export const toChatWorkflow = ({ owner, status, mode, ...run }: WorkflowPartsFragment) => ({
  ...run,
  userId: owner.id,
  status: statuses[status],
  mode: modes[mode],
});

/** What is not there, or is somebody else's, which a reader is not told. */
export function found<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) {
    throw new Failure('NOT_FOUND', 'the workflow does not exist');
  }
  return value;
}
