import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A file on its way into an archive. */
export interface ZipEntry {
  /** Relative, with `/` between its parts. */
  path: string;
  changedAt: Date;
  isCompressed: boolean;
  content: AsyncIterable<Uint8Array>;
}

export interface ZipOptions {
  /** A folder that is there even if nothing is in it. */
  folder: string;
  createdAt: Date;
}

/** Regular, and readable by everybody. */
const fileMode = 0o100_644;
const folderMode = 0o40_755;

/**
 * A zip that is made while it is read: entries are opened one after the other, no further ahead than
 * the reader lets them. Leaving the loop closes what is open.
 */
export async function* zipEntries(
  entries: AsyncIterable<ZipEntry>,
  { folder, createdAt }: ZipOptions,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const output = zip.outputStream;
  if (!(output instanceof Readable)) throw new Error('an archive is read as a stream');
  let source: Readable | undefined;

  async function fill(archive: Readable): Promise<void> {
    zip.addEmptyDirectory(folder, { mtime: createdAt, mode: folderMode });
    for await (const { path, changedAt, isCompressed, content } of entries) {
      source = Readable.from(content, { objectMode: false });
      const passed = finished(source);
      if (archive.destroyed) source.destroy();
      else {
        const options = { mtime: changedAt, mode: fileMode, compress: isCompressed };
        zip.addReadStream(source, path, options);
      }
      await passed;
    }
    zip.end();
  }

  zip.on('error', (error: Error) => output.destroy(error));
  const filled = fill(output).catch((error: Error) => void output.destroy(error));
  try {
    yield* output;
  } finally {
    output.destroy();
    source?.destroy();
    await filled;
  }
}
