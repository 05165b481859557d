import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import { openStream } from '@tributary/runtime/streams';
import type { SharedServices } from '../../shared.ts';

export const account = (organizationId = newId(), scopes: string[] = []): Viewer => ({
  ...{ id: newId(), kind: 'account', organizationId, scopes },
});

export interface Item {
  id: string;
  createdAt: number;
}

export interface Run {
  id: string;
  owner: { __typename: string; id: string };
  status: string;
  mode: string;
  name: string;
  metadata: Record<string, unknown>;
  messageIds: string[];
  logIds: string[];
  currentStep: string | null;
  progress: number;
  currentRound: number;
  createdAt: number;
  updatedAt: number;
  stoppedAt: number | null;
  completedAt: number | null;
  error: string | null;
  tasks: { id: string; objective: string; dependsOn: string[]; status: string }[];
  messages: (Item & {
    role: string;
    content: string;
    files: unknown[];
    round: number;
    sequenceNr: number;
    status: string;
    taskId: string | null;
    success: boolean | null;
    metadata: unknown;
  })[];
  logs: (Item & { level: string; message: string; step: string | null; round: number })[];
  stats: (Item & { type: string; totalTokens: number; round: number; errorCount: number })[];
  documents: (Item & { messageId: string; fileId: string; fileName: string })[];
}

const items = (after: string) => `
  messages${after} {
    id role content files round sequenceNr status taskId success metadata createdAt
  }
  logs${after} { id level message step round createdAt }
  stats${after} { id type totalTokens round errorCount createdAt }
  documents${after} { id messageId fileId fileName createdAt }`;

const fields = `
  id owner { __typename id } status mode name metadata messageIds logIds currentStep progress
  currentRound createdAt updatedAt stoppedAt completedAt error
  tasks { id objective dependsOn status }`;

export interface RunEvent {
  cursor: string;
  type: string;
  message: Item | null;
  log: (Item & { message: string }) | null;
  stat: Item | null;
  document: Item | null;
  status: string | null;
  currentStep: string | null;
  progress: number | null;
}

/** Somebody who plays with runs, over the bus. */
export function createPlayer({ ask, bus }: SharedServices, viewer: Viewer) {
  async function start(input: Record<string, unknown>): Promise<Run> {
    const { startWorkflowRun } = await ask<{ startWorkflowRun: { run: Run } }>(
      viewer,
      'workflow',
      `mutation ($input: StartWorkflowRunInput!) {
        startWorkflowRun(input: $input) { run { ${fields} ${items('')} } }
      }`,
      { input },
    );
    return startWorkflowRun.run;
  }

  async function stop(runId: string): Promise<Run> {
    const { stopWorkflowRun } = await ask<{ stopWorkflowRun: { run: Run } }>(
      viewer,
      'workflow',
      `mutation ($runId: ID!) {
        stopWorkflowRun(input: { runId: $runId }) { run { ${fields} ${items('')} } }
      }`,
      { runId },
    );
    return stopWorkflowRun.run;
  }

  async function read(id: string): Promise<Run | null> {
    const { workflowRun } = await ask<{ workflowRun: Run | null }>(
      viewer,
      'workflow',
      `query ($id: ID!) { workflowRun(id: $id) { ${fields} ${items('')} } }`,
      { id },
    );
    return workflowRun;
  }

  async function readAfter(id: string, after: number) {
    type Part = Pick<Run, 'status' | 'messages' | 'logs' | 'stats' | 'documents'>;
    const { workflowRun } = await ask<{ workflowRun: Part }>(
      viewer,
      'workflow',
      `query ($id: ID!, $after: Timestamp) {
        workflowRun(id: $id) { status ${items('(after: $after)')} }
      }`,
      { id, after },
    );
    return workflowRun;
  }

  async function* follow(id: string, after?: string): AsyncGenerator<RunEvent> {
    const query = `subscription ($id: ID!, $after: ID) {
      workflowRunEvents(runId: $id, after: $after) {
        cursor type message { id createdAt } log { id createdAt message } stat { id createdAt }
        document { id createdAt } status currentStep progress
      }
    }`;
    const request = new TextEncoder().encode(JSON.stringify({ query, variables: { id, after } }));
    const identity = await bus.identities.sign(viewer);
    for await (const chunk of openStream(bus, 'stream.graphql.workflow', request, { identity })) {
      const { data, errors } = JSON.parse(new TextDecoder().decode(chunk));
      if (errors) throw new Error(JSON.stringify(errors));
      yield data.workflowRunEvents;
    }
  }

  /** Waits for the end of the running round, whoever serves meanwhile, then reads everything. */
  async function end(id: string): Promise<Run> {
    let after: string | undefined;
    for (let isOver = false; !isOver; ) {
      try {
        for await (const { cursor } of follow(id, after)) after = cursor;
        isOver = true;
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== 'UNAVAILABLE') throw error;
      }
    }
    const run = await read(id);
    if (!run) throw new Error('the run is gone');
    return run;
  }

  return { viewer, start, stop, read, readAfter, follow, end };
}

/** All items of a run, in the order of their instants. */
export const timeline = ({
  messages,
  logs,
  stats,
  documents,
}: Pick<Run, 'messages' | 'logs' | 'stats' | 'documents'>): Item[] =>
  [...messages, ...logs, ...stats, ...documents].sort(
    (one, other) => one.createdAt - other.createdAt,
  );
