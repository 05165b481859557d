import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import { asService, type Viewer } from '@tributary/runtime/identity';
import { askService } from '@tributary/runtime/subgraph';
import type { UploadLimits } from '@tributary/runtime/variables';
import { z } from 'zod';
import { extensionOf, isAccepted, isUniversal, kindOf, type UploadSettings } from './file-types.ts';
import type { FileKind } from './generated/schema.ts';

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

export interface UploadRulesOptions {
  bus: Bus;
  limits: UploadLimits;
  /** No file is larger, whatever its category allows. */
  bytesMax: number;
  /** Extensions that no app takes, lower case, without the dot. */
  blacklist: readonly string[];
}

/** What is declared of a file that is about to come. */
export interface Declared {
  name: string;
  /** Empty where nothing is. */
  mimeType: string;
}

export type UploadRules = ReturnType<typeof createUploadRules>;

const bytesPerMebibyte = 1_048_576;

/** As a system reads a name that forgets the dots and blanks at the end of it. */
const executedExtensionOf = (name: string): string =>
  /\.([^.]*)$/.exec(name.replace(/[.\s]+$/, ''))?.[1]?.toLowerCase() ?? '';

/** What may be uploaded: by an account anything, through an app what the app and the operator say. */
export function createUploadRules({ bus, limits, bytesMax, blacklist }: UploadRulesOptions) {
  const mebibytesMax: Readonly<Record<FileKind, number>> = {
    IMAGE: limits.imageMebibytesMax,
    AUDIO: limits.audioMebibytesMax,
    VIDEO: limits.videoMebibytesMax,
    DOCUMENT: limits.fileMebibytesMax,
    CUSTOM: limits.fileMebibytesMax,
  };
  const blocked = new Set(blacklist);

  async function readSettings(appId: string): Promise<UploadSettings> {
    const variables = { apps: [{ __typename: 'App', id: appId }] };
    const request = { query: settingsQuery, variables };
    const reply = await askService(bus, 'chat', request, { viewer: asService('files') });
    return settingsReply.parse(reply)._entities[0].parameters.file_upload;
  }

  async function check({ kind, appId }: Viewer, { name, mimeType }: Declared): Promise<void> {
    if (kind === 'account' || appId === undefined) return;
    const extension = extensionOf(name);
    const found = [extension, executedExtensionOf(name)].find((one) => blocked.has(one));
    if (found !== undefined) {
      const reason = 'invalid_param';
      throw new Failure('BAD_INPUT', `files of type ${found} are not allowed`, { reason });
    }
    if (mimeType === '') throw refuse('the file has no content type');
    if (isUniversal(extension) || isAccepted(extension, await readSettings(appId))) return;
    throw refuse(`the app does not take files of type ${extension || 'unknown'}`);
  }

  /** How large a file of the viewer may be. */
  const bytesMaxOf = ({ kind }: Viewer, name: string): number =>
    kind === 'account'
      ? bytesMax
      : Math.min(bytesMax, mebibytesMax[kindOf(extensionOf(name))] * bytesPerMebibyte);

  return { check, bytesMaxOf, bytesMax };
}

const refuse = (message: string): Failure =>
  new Failure('UNSUPPORTED_TYPE', message, { reason: 'unsupported_file_type' });
