import type { DownloadHandle, Downloads } from '../downloads.ts';
import type { Resolvers } from '../generated/schema.ts';
import type { FollowedBatch } from './artifact-waits.ts';
import { attachmentKindOf } from './attachment-names.ts';
import type { SessionFile } from './session-files.ts';
import { toRelativePath } from './workspace-paths.ts';

const contentOf = (
  { sha256, isDeleted }: SessionFile,
  { downloads }: { downloads: Downloads },
): DownloadHandle | null => (isDeleted ? null : downloads.issue({ sha256 }));

export const sessionMutations = {
  uploadAttachment: (_, { input }, { attachments }) => attachments.upload(input),
  stageWorkspaceFile: (_, { input }, { stagedFiles }) => stagedFiles.stage(input),
  registerArtifacts: (_, { input }, { artifacts }) => artifacts.register(input),
} satisfies Resolvers['Mutation'];

export const sessionSubscriptions = {
  sessionArtifacts: {
    subscribe: (_, { sessionId, after }, { artifactWaits }) =>
      artifactWaits.follow(sessionId, after),
    resolve: (batch: FollowedBatch) => batch,
  },
} satisfies Resolvers['Subscription'];

/** What is stored in sessions, for those who may see the session. */
export const sessionTypes = {
  Session: {
    __resolveReference: ({ id }, { sessionAccess }) => sessionAccess.load(id),
    attachments: ({ id }, _, { sessionFiles }) => sessionFiles.listAttachments(id),
    artifact: ({ id }, args, { sessionFiles }) => sessionFiles.loadOfSession(id, args.id),
    artifacts: ({ id }, page, { sessionFiles }) => sessionFiles.listArtifacts(id, page),
    artifactEvents: ({ id }, args, { artifactWaits }) => artifactWaits.readPage(id, args),
    archive: async ({ id }, _, { sessions, downloads }) =>
      (await sessions.load(id))?.hasFolder ? downloads.issue({ archive: id }) : null,
  },
  WorkflowRun: {
    __resolveReference: ({ id }) => ({ id }),
    artifacts: ({ id }, _, { sessionFiles }) => sessionFiles.listOfRun(id),
  },
  Attachment: {
    __resolveReference: ({ id }, { sessionFiles }) => sessionFiles.loadAttachment(id),
    id: ({ _id }) => _id,
    kind: ({ mimeType }) => attachmentKindOf(mimeType),
    description: () => null,
    content: (file, _, context) => contentOf(file, context),
    session: ({ sessionId }, _, { sessionAccess }) => sessionAccess.find(sessionId),
  },
  Artifact: {
    __resolveReference: ({ id }, { sessionFiles }) => sessionFiles.loadArtifact(id),
    id: ({ artifactId }) => artifactId,
    attachmentId: ({ _id }) => _id,
    dataUri: (file, _, { dataUris }) => dataUris.read(file),
    content: (file, _, context) => contentOf(file, context),
    session: ({ sessionId }, _, { sessionAccess }) => sessionAccess.find(sessionId),
    run: ({ runId }) => (runId === null ? null : { id: runId }),
  },
  ArtifactEvent: {
    relativePath: ({ path }) => toRelativePath(path),
  },
} satisfies Partial<Resolvers>;
