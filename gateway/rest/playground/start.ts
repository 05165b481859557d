import { z } from 'zod';
import { endpoint, ok } from '../endpoint.ts';
import { toChatWorkflow } from './chat-workflow.ts';
import { StartPlaygroundRunDocument } from './generated/operations.ts';

const modes = { Actionplan: 'ACTIONPLAN', React: 'REACT' } as const;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = z.string('must be a string').nullish();

/** Members of its own, a client's file keeps. */
const fileObject = z.looseObject(
  {
    id: z.string('must be a string').min(1, 'must not be empty'),
    name: text,
    mimeType: text,
    size: z.int('must be a whole number').min(0, 'must not be negative').nullish(),
  },
  'must be an object or an id',
);

const file = z
  .unknown()
  .transform((value) => (typeof value === 'string' ? { id: value } : value))
  .pipe(fileObject)
  .transform(({ id, name, mimeType, size, ...extra }) => ({
    ...{ id, name, mimeType, size },
    extra: Object.keys(extra).length > 0 ? extra : undefined,
  }));

const body = z.object(
  {
    input: text,
    files: z.array(file, 'must be an array').nullish(),
    // Handed on as it is: names that a copy would lose are to be refused.
    metadata: z.custom<object>(isObject, 'must be an object').nullish(),
  },
  'must be an object',
);

/** Begins a run, or a new round of one; the answer does not wait for any of its work. */
export const start = endpoint({
  route: 'POST /api/chat/playground/start',
  identity: undefined,
  query: z.object({
    workflowId: z.string().optional(),
    workflowMode: z.enum(['Actionplan', 'React'], 'must be Actionplan or React').optional(),
  }),
  body,
  document: StartPlaygroundRunDocument,
  variables: ({ query, body: { input, files, metadata }, headers }) => ({
    input: {
      runId: query.workflowId || undefined,
      mode: query.workflowMode && modes[query.workflowMode],
      input,
      files: files ?? [],
      metadata: metadata ?? {},
      idempotencyKey: headers['idempotency-key'],
    },
  }),
  reply: ({ startWorkflowRun: { run } }) => ok(toChatWorkflow(run)),
});
