import { toSeconds } from './clock.ts';
import type { Resolvers } from './generated/schema.ts';
import type { FollowedEvent } from './run-events.ts';
import { toFileAnswer } from './run-files.ts';

const created = { createdAt: ({ createdAt }: { createdAt: number }) => toSeconds(createdAt) };
const optionalSeconds = (instant: number | null) => (instant === null ? null : toSeconds(instant));

/** GraphQL in, model call out. */
export const resolvers: Resolvers = {
  Query: {
    workflowRun: (_, { id }, { runs }) => runs.load(id),
    workflowRuns: (_, _args, { runs }) => runs.listOwn(),
    session: (_, { id }, { sessions }) => sessions.load(id),
  },
  Mutation: {
    startWorkflowRun: async (_, { input }, { runs }) => ({ run: await runs.start(input) }),
    stopWorkflowRun: async (_, { input }, { runs }) => ({ run: await runs.stop(input.runId) }),
    publishWorkflow: async (_, { input }, { definitions }) => ({
      version: await definitions.publish(input),
      app: { id: input.appId },
    }),
    openSession: (_, { input }, { sessions }) => sessions.open(input),
    renewSession: async (_, { input }, { sessions }) => ({ session: await sessions.renew(input) }),
    closeSession: async (_, { input }, { sessions }) => ({ session: await sessions.close(input) }),
    useSession: async (_, { input }, { sessions }) => ({
      session: await sessions.use(input.sessionId),
    }),
    purgeSession: async (_, { input }, { sessions }) => ({
      sessionId: await sessions.purge(input.sessionId),
    }),
  },
  Subscription: {
    workflowRunEvents: {
      subscribe: (_, { runId, after }, { runs }) => runs.follow(runId, after),
      resolve: (event: FollowedEvent) => event,
    },
  },
  WorkflowRun: {
    __resolveReference: ({ id }, { runs }) => runs.load(id),
    id: ({ _id }) => _id,
    owner: ({ ownerId }) => ({ id: ownerId }),
    metadata: ({ metadata }) => JSON.parse(metadata),
    messageIds: (run, _, { items }) => items.ids(run, 'message'),
    logIds: (run, _, { items }) => items.ids(run, 'log'),
    ...created,
    updatedAt: ({ updatedAt }) => toSeconds(updatedAt),
    stoppedAt: ({ stoppedAt }) => optionalSeconds(stoppedAt),
    completedAt: ({ completedAt }) => optionalSeconds(completedAt),
    messages: (run, behind, { items }) => items.list(run, 'message', behind),
    logs: (run, behind, { items }) => items.list(run, 'log', behind),
    stats: (run, behind, { items }) => items.list(run, 'stat', behind),
    documents: (run, behind, { items }) => items.list(run, 'document', behind),
  },
  RunMessage: {
    id: ({ _id }) => _id,
    role: ({ body }) =>
      (({ user: 'USER', assistant: 'ASSISTANT', system: 'SYSTEM' }) as const)[body.role],
    content: ({ body }) => body.content,
    files: ({ body }) => body.files.map(toFileAnswer),
    sequenceNr: ({ body }) => body.sequenceNr,
    status: ({ body }) => body.status,
    taskId: ({ body }) => body.taskId,
    actionId: ({ body }) => body.actionId,
    success: ({ body }) => body.success,
    metadata: ({ body }) => JSON.parse(body.metadata),
    ...created,
  },
  RunLog: {
    id: ({ _id }) => _id,
    level: ({ body }) => body.level,
    message: ({ body }) => body.message,
    step: ({ body }) => body.step,
    progress: ({ body }) => body.progress,
    ...created,
  },
  RunStat: {
    id: ({ _id }) => _id,
    messageId: ({ body }) => body.messageId,
    type: ({ body }) => body.type,
    model: ({ body }) => body.model,
    inputTokens: ({ body }) => body.inputTokens,
    outputTokens: ({ body }) => body.outputTokens,
    totalTokens: ({ body }) => body.totalTokens,
    processingTime: ({ body }) => body.processingTime,
    bytesSent: ({ body }) => body.bytesSent,
    bytesReceived: ({ body }) => body.bytesReceived,
    errorCount: ({ body }) => body.errorCount,
    ...created,
  },
  RunDocument: {
    id: ({ _id }) => _id,
    messageId: ({ body }) => body.messageId,
    fileId: ({ body }) => body.fileId,
    fileName: ({ body }) => body.fileName,
    mimeType: ({ body }) => body.mimeType,
    fileSize: ({ body }) => body.fileSize,
    ...created,
  },
  WorkflowRunEvent: {
    type: ({ event }) => event.type,
    message: ({ event }) => (event.type === 'message' ? event.item : null),
    log: ({ event }) => (event.type === 'log' ? event.item : null),
    stat: ({ event }) => (event.type === 'stat' ? event.item : null),
    document: ({ event }) => (event.type === 'document' ? event.item : null),
    status: ({ event }) => (event.type === 'state' ? event.status : null),
    currentStep: ({ event }) => (event.type === 'state' ? event.currentStep : null),
    progress: ({ event }) => (event.type === 'state' ? event.progress : null),
    run: ({ runId }, _, { runs }) => runs.require(runId),
  },
  Session: {
    __resolveReference: ({ id }, { sessions }) => sessions.refer(id),
  },
  Account: {
    __resolveReference: ({ id }) => ({ id }),
    workflowRuns: ({ id }, page, { runs }) => runs.page(id, page),
  },
  App: {
    __resolveReference: ({ id }) => ({ id }),
    workflowVersion: ({ id }, _, { definitions }) => definitions.loadVersion(id),
  },
};
