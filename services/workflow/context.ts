import type { Viewer } from '@tributary/runtime/identity';
import type { Definitions } from './definitions.ts';
import type { RunItems } from './run-items.ts';
import type { Sessions } from './sessions.ts';
import type { WorkflowRuns } from './workflow-runs.ts';

/** What the resolvers of one request call, made for its viewer. */
export interface Context {
  viewer: Viewer;
  runs: WorkflowRuns;
  items: RunItems;
  definitions: Definitions;
  sessions: Sessions;
}
