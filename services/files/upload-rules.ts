import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import { asService, type Viewer } from '@tributary/runtime/identity';
import { askService } from '@tributary/runtime/subgraph';
import { z } from 'zod';
import { isAccepted, isUniversal, type UploadSettings } from './file-types.ts';

const settingsReply = z.object({
  _entities: z.tuple([
    z.object({
      parameters: z.object({
        file_upload: z.object({
          enabled: z.boolean(),
          allowed_file_types: z.array(z.string()),
          allowed_file_extensions: z.array(z.string()),
          image: z.object({ enabled: z.boolean() }),
        }),
      }),
    }),
  ]),
});
const settingsQuery = `query ($apps: [_Any!]!) {
  _entities(representations: $apps) { ... on App { parameters } }
}`;

export type UploadRules = ReturnType<typeof createUploadRules>;

/** What may be uploaded through an app, which the chat service keeps with its other settings. */
export function createUploadRules(bus: Bus) {
  async function readSettings(appId: string): Promise<UploadSettings> {
    const variables = { apps: [{ __typename: 'App', id: appId }] };
    const request = { query: settingsQuery, variables };
    const reply = await askService(bus, 'chat', request, { viewer: asService('files') });
    return settingsReply.parse(reply)._entities[0].parameters.file_upload;
  }

  /** An account may upload anything. */
  async function check({ kind, appId }: Viewer, extension: string, mimeType: string) {
    if (kind === 'account' || appId === undefined) return;
    if (mimeType === '') throw refuse('the file has no content type');
    if (isUniversal(extension) || isAccepted(extension, await readSettings(appId))) return;
    throw refuse(`the app does not take files of type ${extension || 'unknown'}`);
  }

  return { check };
}

const refuse = (message: string): Failure =>
  new Failure('UNSUPPORTED_TYPE', message, { reason: 'unsupported_file_type' });
