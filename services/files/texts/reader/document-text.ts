import { charactersMax, cutText, decodeText } from '../characters.ts';
import { toHtmlText } from './html-text.ts';

/** A page is read no further. */
const htmlCharactersMax = 4_194_304;

export interface Document {
  format: string;
  bytes: Uint8Array;
}

async function read({ format, bytes }: Document): Promise<string> {
  switch (format) {
    case 'html':
      return toHtmlText(decodeText(bytes).slice(0, htmlCharactersMax));
    case 'pdf':
      return (await import('./pdf-text.ts')).readPdfText(bytes);
    case 'docx':
      return (await import('./docx-text.ts')).readDocxText(bytes);
    default:
      throw new Error(`no document is ${format}`);
  }
}

/** The text of a document, or a failure. */
export async function toDocumentText(document: Document): Promise<string> {
  const text = (await read(document)).replaceAll('\0', '').trim();
  return cutText(text, charactersMax).toWellFormed();
}
