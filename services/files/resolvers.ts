import type { ProgressEvent } from './file-progress.ts';
import type { Resolvers } from './generated/schema.ts';
import {
  sessionMutations,
  sessionSubscriptions,
  sessionTypes,
} from './sessions/session-resolvers.ts';

/** GraphQL in, model call out. */
export const resolvers: Resolvers = {
  Query: {
    file: (_, { id }, { files }) => files.load(id),
    appFile: (_, { id }, { files }) => files.loadOfApp(id),
    chatFile: (_, { id }, { chatFiles }) => chatFiles.load(id),
    signedFile: (_, args, { files }) => files.loadSigned(args),
    signedToolFile: (_, args, { files }) => files.loadSignedTool(args),
    remoteFile: (_, { url }, { remoteFiles }) => remoteFiles.read(url),
    usableFiles: (_, { ids }, { messageFiles }) => messageFiles.listUsable(ids),
  },
  Mutation: {
    uploadFile: (_, { input }, { uploads }) => uploads.upload(input),
    importFile: (_, { input }, { remoteFiles }) => remoteFiles.importFile(input),
    deleteFile: (_, { input }, { files }) => files.remove(input.id),
    uploadChatFile: (_, { input }, { chatFiles }) => chatFiles.upload(input),
    attachFiles: (_, { input }, { messageFiles }) => messageFiles.attach(input),
    ...sessionMutations,
  },
  Subscription: {
    fileProgress: {
      subscribe: (_, { uploadId, after }, { progress }) => progress.follow(uploadId, after),
      resolve: (event: ProgressEvent) => event,
    },
    ...sessionSubscriptions,
  },
  FileProgress: {
    file: ({ fileId }, _, { files }) => (fileId === null ? null : files.load(fileId)),
  },
  File: {
    __resolveReference: ({ id }, { files }) => files.load(id),
    transferMethod: ({ sha256 }) => (sha256 === null ? 'REMOTE_URL' : 'LOCAL_FILE'),
    url: ({ id, sha256 }, _, { signedUrls }) => (sha256 === null ? null : signedUrls.create(id)),
    content: ({ sha256 }, _, { downloads }) =>
      sha256 === null ? null : downloads.issue({ sha256 }),
    text: (file, { first }, { texts }) => texts.read(file, first ?? 65_536),
  },
  Message: {
    __resolveReference: ({ id }) => ({ id }),
    files: ({ id }, _, { messageFiles }) => messageFiles.list(id),
  },
  ...sessionTypes,
};
