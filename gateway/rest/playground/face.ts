import type { Viewer } from '@tributary/runtime/identity';
import type { Face } from '../face.ts';
import { admit } from './admission.ts';
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
export const createPlayground = ({ rateLimit }: PlaygroundOptions): Face<Viewer, undefined> => ({
  name: 'playground',
  paths: ['/api/chat/playground', '/api/workflows'],
  bodyBytesMax: 1_048_576,
  headers: { 'x-content-type-options': 'nosniff' },
  endpoints: [start, stop, chatData, listWorkflows, listWorkflowsToo, getWorkflow, getStatus],
  admit: (arrival, gatekeepers) => admit(arrival, gatekeepers, rateLimit),
  identify: async (viewer) => viewer,
  refuse,
});
