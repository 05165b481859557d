import { asService, type Viewer } from '@tributary/runtime/identity';
import { askService } from '@tributary/runtime/subgraph';
import { z } from 'zod';
import type { FileReference } from './file-rules.ts';
import type { PromptFile } from './prompt.ts';

type Bus = Parameters<typeof askService>[0];

const usableReply = z.object({
  usableFiles: z.array(z.object({ id: z.string(), kind: z.string() })),
});
const textsReply = z.object({
  _entities: z.array(
    z
      .object({
        files: z.array(
          z.object({
            id: z.string(),
            name: z.string(),
            mimeType: z.string(),
            text: z.string().nullable(),
          }),
        ),
      })
      .nullable(),
  ),
});

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
  /** The files of each message, with their texts. */
  read(messageIds: readonly string[]): Promise<PromptFile[][]>;
}

const usableQuery = 'query ($ids: [ID!]!) { usableFiles(ids: $ids) { id kind } }';
const attachMutation = `mutation ($input: AttachFilesInput!) {
  attachFiles(input: $input) { files { id } }
}`;
const textsQuery = `query ($messages: [_Any!]!) {
  _entities(representations: $messages) {
    ... on Message { files { id name mimeType text(first: 200000) } }
  }
}`;

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
    async read(messageIds) {
      if (messageIds.length === 0) return [];
      const messages = messageIds.map((id) => ({ __typename: 'Message', id }));
      const request = { query: textsQuery, variables: { messages } };
      const viewer = asService('chat');
      const reply = textsReply.parse(await askService(bus, 'files', request, { viewer }));
      return reply._entities.map((message) => message?.files ?? []);
    },
  };
}
