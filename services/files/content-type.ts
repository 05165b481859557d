import { Readable } from 'node:stream';
import { fileTypeFromStream } from 'file-type';

/** What no content needs to prove: such types differ in their text alone. */
const unknownType = 'application/octet-stream';

/** The type that the bytes show; the declared one where they show none. */
export async function detectMimeType(
  content: AsyncIterable<Uint8Array>,
  declared: string,
): Promise<string> {
  const stream = Readable.from(content, { objectMode: false });
  try {
    // A file that breaks its own format has no type that can be found.
    const found = await fileTypeFromStream(Readable.toWeb(stream)).catch(() => undefined);
    return found?.mime ?? (declared || unknownType);
  } finally {
    stream.destroy();
  }
}
