import { join, resolve } from 'node:path';
import { list, oneOf, readEnv } from '@tributary/runtime/config';
import {
  publicUrlOf,
  serviceVariables,
  uploadVariables,
  variables,
} from '@tributary/runtime/variables';
import { blobLocation } from './blobs/blob-location.ts';
import { remoteFilesAllow } from './remote/network-exceptions.ts';
import { attachmentCleaning } from './sessions/attachment-cleaning.ts';

/** Every variable of the files service. */
export function readConfig(env: NodeJS.ProcessEnv) {
  const { dataDir, host, port, blobs, publicUrl, ...config } = readEnv(env, {
    ...serviceVariables,
    dataDir: variables.dataDir,
    blobs: blobLocation('BLOB_URL'),
    host: variables.host,
    port: variables.port,
    publicUrl: variables.publicUrl,
    uploadBytesMax: variables.uploadBytesMax,
    ...uploadVariables,
    remoteFilesAllow,
    isCleaningAttachments: attachmentCleaning,
    artifactDataUri: oneOf('ARTIFACT_DATA_URI', ['on', 'off'], 'on'),
    uploadExtensionBlacklist: list('UPLOAD_FILE_EXTENSION_BLACKLIST'),
  });
  const toExtension = (item: string) => item.replace(/^\.+/, '').toLowerCase();
  return {
    ...config,
    uploadExtensionBlacklist: config.uploadExtensionBlacklist.map(toExtension),
    blobs: blobs ?? { folder: resolve(join(dataDir, 'blobs')) },
    publicUrl: publicUrlOf({ host, port, publicUrl }),
  };
}
