import { asService, type Viewer } from '@tributary/runtime/identity';
import { askService } from '@tributary/runtime/subgraph';
import { z } from 'zod';
import type { FileReference } from './file-rules.ts';

type Bus = Parameters<typeof askService>[0];

const usableReply = z.object({
  usableFiles: z.array(z.object({ id: z.string(), kind: z.string() })),
});
const attachedFile = z.object({ id: z.string(), name: z.string(), mimeType: z.string() });
const filesReply = z.object({
  _entities: z.array(z.object({ files: z.array(attachedFile) }).nullable()),
});
const textsReply = z.object({
  _entities: z.array(z.object({ text: z.string().nullable() }).nullable()),
});

/** A file of a message. */
export type AttachedFile = z.infer<typeof attachedFile>;

/** The files of a message to an app. */
export interface Attached {
  messageId: string;
  appId: string;
  files: readonly FileReference[];
}

/** The files service, as messages need it. */
export interface Attachments {
  /** The kinds of the viewer's files; BAD_INPUT when one is unknown or somebody else's. */
  findKinds(ids: readonly string[], viewer: Viewer): Promise<string[]>;
  /** Fails with BAD_INPUT, before anything is noted, when a file may not be used. */
  attach(attached: Attached, viewer: Viewer): Promise<void>;
  /** The files of each message. */
  list(messageIds: readonly string[]): Promise<AttachedFile[][]>;
  /** The beginnings of the texts of a few files; null where a file has none. */
  readTexts(fileIds: readonly string[], lengthMax: number): Promise<(string | null)[]>;
}

const usableQuery = 'query ($ids: [ID!]!) { usableFiles(ids: $ids) { id kind } }';
const attachMutation = `mutation ($input: AttachFilesInput!) {
  attachFiles(input: $input) { files { id } }
}`;
const filesQuery = `query ($messages: [_Any!]!) {
  _entities(representations: $messages) { ... on Message { files { id name mimeType } } }
}`;
const textsQuery = `query ($files: [_Any!]!, $first: Int!) {
  _entities(representations: $files) { ... on File { text(first: $first) } }
}`;

const self = asService('chat');

export function createAttachments(bus: Bus): Attachments {
  return {
    async findKinds(ids, viewer) {
      const request = { query: usableQuery, variables: { ids } };
      const reply = usableReply.parse(await askService(bus, 'files', request, { viewer }));
      return reply.usableFiles.map(({ kind }) => kind);
    },
    async attach(attached, viewer) {
      const request = { query: attachMutation, variables: { input: attached } };
      await askService(bus, 'files', request, { viewer });
    },
    async list(messageIds) {
      const messages = messageIds.map((id) => ({ __typename: 'Message', id }));
      const request = { query: filesQuery, variables: { messages } };
      const reply = filesReply.parse(await askService(bus, 'files', request, { viewer: self }));
      return reply._entities.map((message) => message?.files ?? []);
    },
    async readTexts(fileIds, lengthMax) {
      const files = fileIds.map((id) => ({ __typename: 'File', id }));
      const request = { query: textsQuery, variables: { files, first: lengthMax } };
      const reply = textsReply.parse(await askService(bus, 'files', request, { viewer: self }));
      return reply._entities.map((file) => file?.text ?? null);
    },
  };
}
