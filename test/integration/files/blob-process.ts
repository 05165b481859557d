import { blobLocation } from '@tributary/files/blobs/blob-location';
import { readEnv } from '@tributary/runtime/config';
import type { Failure } from '@tributary/runtime/failure';
import { openContents } from './contents.ts';

// A process that stores a content until it is killed: while its bytes come in, or before its commit.
const [mongoUrl = '', url = '', moment] = process.argv.slice(2);
const variable = blobLocation('BLOB_URL');
const { location = { folder: '' } } = readEnv({ BLOB_URL: url }, { location: variable });
const { blobs } = await openContents({ mongoUrl, location });

const say = (line: string) => process.stdout.write(`${line}\n`);
const never = () => new Promise<never>(() => setInterval(() => undefined, 1000));

async function* source() {
  // More than a part of a multipart upload.
  for (let count = 0; count < 18; count++) yield Buffer.alloc(1_000_000, count);
  if (moment !== 'receiving') return;
  say('receiving');
  await never();
}

const storing = blobs.store(source(), { bytesMax: 100_000_000 }, async () => {
  say('committing');
  return never();
});
await storing.catch((error: Failure) => say(`${error.code} ${error.message}`));
await never();
