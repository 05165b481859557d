import { z } from 'zod';
import { endpoint, ok, type Reply } from '../endpoint.ts';
import { found, modes, statuses, toChatWorkflow } from './chat-workflow.ts';
import {
  PlaygroundChatDataDocument,
  PlaygroundRunDocument,
  PlaygroundRunStatusDocument,
  type PlaygroundRunStatusQuery,
  PlaygroundRunsDocument,
  StopPlaygroundRunDocument,
} from './generated/operations.ts';
import { toDocument, toLog, toMessage, toStat } from './items.ts';

const identity = undefined;
const params = z.object({ workflowId: z.string() });

export const stop = endpoint({
  route: 'POST /api/chat/playground/:workflowId/stop',
  identity,
  params,
  document: StopPlaygroundRunDocument,
  variables: ({ params: { workflowId } }) => ({ runId: workflowId }),
  reply: ({ stopWorkflowRun: { run } }) => ok(toChatWorkflow(run)),
});

const decimal = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$|^-0+(?:\.0*)?$/;
const secondsMessage = 'must be a number, 0 or greater';
const seconds = z
  .string()
  .regex(decimal, secondsMessage)
  .transform(Number)
  .refine(Number.isFinite, secondsMessage);

export const chatData = endpoint({
  route: 'GET /api/chat/playground/:workflowId/chatData',
  identity,
  params,
  query: z.object({ afterTimestamp: seconds.optional() }),
  document: PlaygroundChatDataDocument,
  variables: ({ params: { workflowId }, query }) => ({
    id: workflowId,
    after: query.afterTimestamp,
  }),
  reply: ({ workflowRun }) => {
    const { messages, logs, stats, documents } = found(workflowRun);
    return {
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: {
        messages: messages.map(toMessage),
        logs: logs.map(toLog),
        stats: stats.map(toStat),
        documents: documents.map(toDocument),
      },
    };
  },
});

const list = {
  identity,
  document: PlaygroundRunsDocument,
  variables: () => ({}),
  reply: ({ workflowRuns }: { workflowRuns: Parameters<typeof toChatWorkflow>[0][] }) =>
    ok(workflowRuns.map(toChatWorkflow)),
} as const;

export const listWorkflows = endpoint({ route: 'GET /api/workflows/', ...list });
/** The same without the slash: clients write both, and a redirect would lose their credentials. */
export const listWorkflowsToo = endpoint({ route: 'GET /api/workflows', ...list });

export const getWorkflow = endpoint({
  route: 'GET /api/workflows/:workflowId',
  identity,
  params,
  document: PlaygroundRunDocument,
  variables: ({ params: { workflowId } }) => ({ id: workflowId }),
  reply: ({ workflowRun }) => ok(toChatWorkflow(found(workflowRun))),
});

export const getStatus = endpoint({
  route: 'GET /api/workflows/:workflowId/status',
  identity,
  params,
  document: PlaygroundRunStatusDocument,
  variables: ({ params: { workflowId } }) => ({ id: workflowId }),
  reply: ({ workflowRun }, { headers }) => toStatus(found(workflowRun), headers['if-none-match']),
});

type Status = NonNullable<PlaygroundRunStatusQuery['workflowRun']>;

/** Nobody who has the newest state is sent it again. */
export function toStatus({ status, mode, ...run }: Status, known: string | undefined): Reply {
  const etag = `"${Math.round(run.updatedAt * 1_000_000).toString(36)}-${statuses[status]}"`;
  const headers = { etag, 'cache-control': 'no-cache' };
  if (known !== undefined && isKnown(etag, known)) return { status: 304, headers };
  return { status: 200, headers, body: { ...run, status: statuses[status], mode: modes[mode] } };
}

function isKnown(etag: string, known: string): boolean {
  const tags = known.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
