import { extractRawText } from 'mammoth';
import { openZip, type ZipEntries } from './zip-entries.ts';

const limits = { entriesMax: 10_000, bytesMax: 33_554_432 };

/** What the library reads of a document: its parts, which are XML in UTF-8. */
function toParts(entries: ZipEntries) {
  return {
    exists: entries.has,
    async read(name: string): Promise<string> {
      const xml = new TextDecoder('utf-8', { fatal: true }).decode(entries.read(name));
      // The format has no use for what a DOCTYPE brings: entities that grow when they are read.
      if (/<!DOCTYPE/i.test(xml)) throw new Error('a part has a document type');
      return xml;
    },
  };
}

/** The paragraphs of a document, a line each. */
export async function readDocxText(bytes: Uint8Array): Promise<string> {
  // Without a path the library takes the opened file, so that it inflates nothing itself.
  const source = { path: '', file: toParts(openZip(bytes, limits)) };
  const { value } = await extractRawText(source);
  return value.replaceAll('\n\n', '\n');
}
