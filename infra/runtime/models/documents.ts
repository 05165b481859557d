/** A named text that a prompt gives a model to answer from. */
export interface PromptDocument {
  name: string;
  text: string;
}

const escapeName = (name: string) =>
  name.replace(/\s+/g, ' ').replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const readName = (name: string) => name.replaceAll('&quot;', '"').replaceAll('&amp;', '&');

// A text that contains a closing mark must not end its document early.
const escapeText = (text: string) => text.replaceAll('</document', '<\\/document');
const readText = (text: string) => text.replaceAll('<\\/document', '</document');

/** The delimited form in which a document stands in a prompt, the same for every model. */
export const formatDocument = ({ name, text }: PromptDocument): string =>
  `<document name="${escapeName(name)}">\n${escapeText(text)}\n</document>`;

const opening = /<document name="([^"\n]*)">\n/g;
const closing = '\n</document>';

/**
 * The documents of a prompt's text, and the text without them. The text is gone through once: it
 * may hold any number of marks that open a document and never close it.
 */
export function parseDocuments(text: string): { documents: PromptDocument[]; rest: string } {
  const documents: PromptDocument[] = [];
  const between: string[] = [];
  let position = 0;
  for (const { 0: mark, 1: name = '', index } of text.matchAll(opening)) {
    if (index < position) continue;
    const start = index + mark.length;
    const end = text.indexOf(closing, start);
    if (end < 0) break;
    documents.push({ name: readName(name), text: readText(text.slice(start, end)) });
    between.push(text.slice(position, index));
    position = end + closing.length;
    while (text[position] === '\n') position++;
  }
  return { documents, rest: [...between, text.slice(position)].join('').trim() };
}
