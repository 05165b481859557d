import type { Resolvers } from './generated/schema.ts';

/** GraphQL in, model call out. */
export const resolvers: Resolvers = {
  Query: {
    file: (_, { id }, { files }) => files.load(id),
    appFile: (_, { id }, { files }) => files.loadOfApp(id),
    signedFile: (_, args, { files }) => files.loadSigned(args),
    usableFiles: (_, { ids }, { messageFiles }) => messageFiles.listUsable(ids),
  },
  Mutation: {
    uploadFile: (_, { input }, { uploads }) => uploads.upload(input),
    attachFiles: (_, { input }, { messageFiles }) => messageFiles.attach(input),
  },
  File: {
    __resolveReference: ({ id }, { files }) => files.load(id),
    transferMethod: ({ remoteUrl }) => (remoteUrl === null ? 'LOCAL_FILE' : 'REMOTE_URL'),
    url: ({ id, sha256 }, _, { signedUrls }) => (sha256 === null ? null : signedUrls.create(id)),
    content: ({ sha256 }, _, { downloads }) => (sha256 === null ? null : downloads.issue(sha256)),
    text: (file, { first }, { texts }) => texts.read(file, first ?? 65_536),
  },
  Message: {
    __resolveReference: ({ id }) => ({ id }),
    files: ({ id }, _, { messageFiles }) => messageFiles.list(id),
  },
};
