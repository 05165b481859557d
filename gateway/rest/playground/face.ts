import type { Principal } from '../../identity/identity.ts';
import type { Face } from '../face.ts';
import { admit, limitOf, notice } from './admission.ts';
import { refuse } from './refusal.ts';
import { start } from './start.ts';
import {
  chatData,
  getStatus,
  getWorkflow,
  listWorkflows,
  listWorkflowsToo,
  stop,
} from './workflows.ts';

export interface PlaygroundOptions {
  /** Calls a minute of each account and endpoint; 0 means that there is no limit. */
  rateLimit: number;
}

/** The Chat Playground and Workflows API: what a signed-in person does with runs. */
export function createPlayground({ rateLimit }: PlaygroundOptions): Face<Principal, undefined> {
  const policy = limitOf(rateLimit);
  return {
    name: 'playground',
    paths: ['/api/chat/playground', '/api/workflows'],
    bodyBytesMax: 1_048_576,
    headers: { 'x-content-type-options': 'nosniff' },
    endpoints: [start, stop, chatData, listWorkflows, listWorkflowsToo, getWorkflow, getStatus],
    admit: (arrival, gatekeepers) => admit(arrival, gatekeepers, policy),
    notice: (arrival, gatekeepers) => notice(arrival, gatekeepers, policy),
    identify: async (principal) => principal,
    refuse,
  };
}
