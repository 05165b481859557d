import type { Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import { offerStream, openStream } from '@tributary/runtime/streams';
import type { Services } from '../../services.ts';

/** An account of some organization; who it is, the gateway has found out before. */
export const createAccount = (organizationId = newId()): Viewer => ({
  id: newId(),
  kind: 'account',
  organizationId,
  scopes: [],
});

export function createApp(organizationId = newId()): Viewer {
  const id = newId();
  return { id, kind: 'app', appId: id, organizationId, scopes: [] };
}

export const createEndUser = ({ appId, organizationId }: Viewer): Viewer => ({
  id: newId(),
  kind: 'endUser',
  ...(appId !== undefined && { appId }),
  ...(organizationId !== undefined && { organizationId }),
  scopes: [],
});

export interface Part {
  name?: string;
  mimeType?: string;
  content: string | Uint8Array | AsyncIterable<Uint8Array>;
}

export interface Uploaded {
  id: string;
  name: string;
  extension: string;
  mimeType: string;
  declaredMimeType: string;
  size: number;
  sha256: string;
  kind: string;
  ownerId: string;
}

const uploadMutation = `mutation ($input: UploadFileInput!) { uploadFile(input: $input) { file {
  id name extension mimeType declaredMimeType size sha256 kind ownerId
} } }`;

async function* toStream(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

/** Uploads as the gateway does: the bytes are offered, and the service takes them. */
export async function upload(
  services: Services,
  viewer: Viewer,
  part: Part,
  uploadId?: string,
): Promise<Uploaded> {
  await using offer = offerPart(services, part);
  const input = { file: offer.file, uploadId };
  const data = await services.ask<{ uploadFile: { file: Uploaded } }>(
    viewer,
    'files',
    uploadMutation,
    { input },
  );
  return data.uploadFile.file;
}

/** What the gateway puts in place of a file; its bytes may be taken once. */
export function offerPart(
  services: Services,
  { name = 'notes.txt', mimeType = 'text/plain', content }: Part,
): { file: object } & AsyncDisposable {
  const isWhole = typeof content === 'string' || content instanceof Uint8Array;
  const offer = offerStream(services.bus, isWhole ? toStream(content) : content);
  return {
    file: { stream: offer.subject, name, mimeType },
    [Symbol.asyncDispose]: () => offer[Symbol.asyncDispose](),
  };
}

export const deleteFile = (services: Services, viewer: Viewer, id: string) =>
  services.ask(
    viewer,
    'files',
    'mutation ($input: DeleteFileInput!) { deleteFile(input: $input) { id } }',
    { input: { id } },
  );

/** Subscribes as the gateway does: each chunk of the stream is a result. */
export async function* subscribe<Data>(
  services: Services,
  viewer: Viewer,
  query: string,
  variables: Record<string, unknown>,
): AsyncGenerator<Data> {
  const identity = await services.bus.identities.sign(viewer);
  const request = Buffer.from(JSON.stringify({ query, variables }));
  for await (const chunk of openStream(services.bus, 'stream.graphql.files', request, {
    identity,
  })) {
    yield JSON.parse(Buffer.from(chunk).toString()).data;
  }
}

export interface Attachment {
  fileId?: string;
  url?: string;
  kind?: string;
}

/** Attaches as the chat service does, with the identity of whoever sends the message. */
export async function attach(
  services: Services,
  viewer: Viewer,
  files: readonly Attachment[],
  { messageId = newId(), appId }: { messageId?: string; appId?: string } = {},
): Promise<string> {
  await services.ask(
    viewer,
    'files',
    'mutation ($input: AttachFilesInput!) { attachFiles(input: $input) { files { id } } }',
    { input: { messageId, files, appId } },
  );
  return messageId;
}

export async function askFile<Data = Record<string, unknown>>(
  services: Services,
  viewer: Viewer,
  id: string,
  fields = 'id',
): Promise<Data | null> {
  const query = `query ($id: ID!) { file(id: $id) { ${fields} } }`;
  return (await services.ask<{ file: Data | null }>(viewer, 'files', query, { id })).file;
}

export async function askMessageFiles(
  services: Services,
  viewer: Viewer,
  ids: readonly string[],
  fields = 'id',
): Promise<unknown[]> {
  const representations = ids.map((id) => ({ __typename: 'Message', id }));
  const data = await services.ask<{ _entities: { files: unknown }[] }>(
    viewer,
    'files',
    `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on Message { files { ${fields} } } }
    }`,
    { representations },
  );
  return data._entities.map(({ files }) => files);
}

export interface Handle {
  stream: string;
  ticket: string;
}

/** Reads bytes as the gateway's download routes do. */
export async function download(
  services: Services,
  viewer: Viewer,
  { stream, ticket }: Handle,
  range: { start?: number; end?: number } = {},
): Promise<Buffer> {
  const identity = await services.bus.identities.sign(viewer);
  const request = Buffer.from(JSON.stringify({ ticket, ...range }));
  return Buffer.concat(
    await Array.fromAsync(openStream(services.bus, stream, request, { identity })),
  );
}
