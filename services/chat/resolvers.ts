import { toAuthor } from './access.ts';
import { toAppReference } from './apps.ts';
import type { Resolvers } from './generated/schema.ts';
import { found } from './presence.ts';
import type { TaskEvent } from './task-events.ts';

/** GraphQL in, model call out. */
export const resolvers: Resolvers = {
  Query: {
    conversation: (_, { id }, { conversations }) => conversations.load(id),
    conversations: (_, args, { conversations }) => conversations.list(args),
    message: (_, { id }, { messages }) => messages.load(id),
    task: (_, { id }, { tasks }) => tasks.load(id),
  },
  Mutation: {
    sendMessage: (_, { input }, { sending }) => sending.send(input),
    stopTask: (_, { input }, { tasks }) => tasks.stop(input.taskId),
    updateAppConfig: (_, { input }, { apps }) => apps.updateConfig(input),
  },
  Subscription: {
    taskEvents: {
      subscribe: (_, { taskId, after }, { taskEvents }) => taskEvents.follow(taskId, after),
      resolve: (event: TaskEvent) => event,
    },
  },
  Conversation: {
    __resolveReference: ({ id }, { conversations }) => conversations.load(id),
    id: ({ _id }) => _id,
    app: ({ appId }) => toAppReference(appId),
    author: toAuthor,
    messages: ({ _id }, page, { messages }) => messages.list(_id, page),
  },
  Message: {
    __resolveReference: ({ id }, { messages }) => messages.load(id),
    id: ({ _id }) => _id,
    conversation: ({ conversationId }, _, { conversations }) =>
      found(conversations.load(conversationId), 'conversation'),
    author: toAuthor,
    task: (message) => message,
    feedback: () => null,
  },
  Task: {
    __resolveReference: ({ id }, { tasks }) => tasks.load(id),
    id: ({ taskId }) => taskId,
    status: ({ taskStatus }) => taskStatus,
    message: (message) => message,
  },
  TaskEvent: {
    message: ({ taskId, message }, _, { messages }) =>
      message ?? found(messages.reloadByTask(taskId), 'message'),
  },
  App: {
    __resolveReference: ({ id }) => toAppReference(id),
    parameters: ({ id }, _, { apps }) => apps.loadParameters(id),
  },
  Account: {
    __resolveReference: ({ id }) => ({ __typename: 'Account', id }),
    conversations: ({ id }, page, { conversations }) => conversations.listOfAccount(id, page),
  },
};
