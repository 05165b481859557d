import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

interface Entry {
  fileName: string;
  compressionMethod: number;
  uncompressedSize: number;
}

interface ZipFile {
  eachEntry(): AsyncIterable<Entry>;
  openReadStreamPromise(entry: Entry): Promise<Readable>;
}

/** What the reader of zips has, which comes without types. */
interface Reader {
  fromBufferPromise(bytes: Buffer, options: { lazyEntries: true }): Promise<ZipFile>;
}

const reader = createRequire(import.meta.url)('yauzl') as Reader;

export interface Unzipped {
  /** By path, in the order of the archive; a folder has an empty text. */
  files: Record<string, string>;
  /** The paths of those that are stored compressed. */
  compressed: string[];
}

/** Reads a zip as other programs do: by its directory, with sizes and checksums checked. */
export async function unzip(bytes: Buffer): Promise<Unzipped> {
  const zip = await reader.fromBufferPromise(bytes, { lazyEntries: true });
  const unzipped: Unzipped = { files: {}, compressed: [] };
  for await (const entry of zip.eachEntry()) {
    const { fileName, compressionMethod } = entry;
    const isFolder = fileName.endsWith('/');
    const content = isFolder
      ? ''
      : (await buffer(await zip.openReadStreamPromise(entry))).toString();
    unzipped.files[fileName] = content;
    if (compressionMethod !== 0) unzipped.compressed.push(fileName);
  }
  return unzipped;
}
