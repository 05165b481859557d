import { getDocumentProxy } from 'unpdf';
import { charactersMax } from '../characters.ts';

const pagesMax = 1000;

/** The text of the pages in order, a line per line of the page. */
export async function readPdfText(bytes: Uint8Array): Promise<string> {
  const pdf = await getDocumentProxy(bytes, { verbosity: 0 });
  let text = '';
  for (let number = 1; number <= Math.min(pdf.numPages, pagesMax); number++) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    for (const item of items) {
      if ('str' in item) text += item.hasEOL ? `${item.str}\n` : item.str;
    }
    text += '\n';
    page.cleanup();
    if (text.length > charactersMax) break;
  }
  return text;
}
