import { join, resolve } from 'node:path';
import { address, readEnv } from '@tributary/runtime/config';
import { publicUrlOf, serviceVariables, variables } from '@tributary/runtime/variables';

/** `file:` and a path, which may be relative, as a folder. */
const toFolder = (url: string): string => resolve(url.replace(/^file:(?:\/\/(?=\/))?/, ''));

/** Every variable of the files service. */
export function readConfig(env: NodeJS.ProcessEnv) {
  const { dataDir, host, port, blobUrl, publicUrl, ...config } = readEnv(env, {
    ...serviceVariables,
    dataDir: variables.dataDir,
    blobUrl: address('BLOB_URL', ['file']),
    host: variables.host,
    port: variables.port,
    publicUrl: variables.publicUrl,
    uploadBytesMax: variables.uploadBytesMax,
  });
  return {
    ...config,
    blobFolder: blobUrl === undefined ? resolve(join(dataDir, 'blobs')) : toFolder(blobUrl),
    publicUrl: publicUrlOf({ host, port, publicUrl }),
  };
}
