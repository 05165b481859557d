import type { Resolvers } from './generated/schema.ts';

/** GraphQL in, model call out. */
export const resolvers: Resolvers = {
  Query: {
    viewer: (_, _args, { accounts }) => accounts.loadOwn(),
    app: (_, { id }, { apps }) => apps.load(id),
    apiKeyApp: async (_, { key }, { apiKeys, apps }) => {
      const id = await apiKeys.findApp(key);
      return id === null ? null : apps.load(id);
    },
  },
  Mutation: {
    signUp: (_, { input }, { signIns }) => signIns.signUp(input),
    signIn: (_, { input }, { signIns }) => signIns.signIn(input),
    createApp: (_, { input }, { apps }) => apps.create(input),
    updateApp: (_, { input }, { apps }) => apps.update(input),
    createApiKey: (_, { input }, { apiKeys }) => apiKeys.create(input),
    revokeApiKey: (_, { input }, { apiKeys }) => apiKeys.revoke(input),
    resolveEndUser: (_, { input }, { endUsers }) => endUsers.resolve(input),
  },
  Account: {
    __resolveReference: ({ id }, { accounts }) => accounts.load(id),
    organization: (account, _, { organizations }) => organizations.loadOf(account),
  },
  Organization: {
    __resolveReference: ({ id }, { organizations }) => organizations.load(id),
    apps: ({ id }, page, { apps }) => apps.list(id, page),
  },
  App: {
    __resolveReference: ({ id }, { apps }) => apps.load(id),
    authorName: ({ authorId }, _, { accounts }) => accounts.loadName(authorId),
    apiKeys: (app, _, { apiKeys }) => apiKeys.list(app),
  },
  EndUser: {
    __resolveReference: ({ id }, { endUsers }) => endUsers.load(id),
  },
};
