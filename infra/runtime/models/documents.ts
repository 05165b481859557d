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

const pattern = /<document name="([^"\n]*)">\n([\s\S]*?)\n<\/document>\n*/g;

/** The documents of a prompt's text, and the text without them. */
export function parseDocuments(text: string): { documents: PromptDocument[]; rest: string } {
  const documents = Array.from(text.matchAll(pattern), ([, name = '', content = '']) => ({
    name: readName(name),
    text: readText(content),
  }));
  return { documents, rest: text.replace(pattern, '').trim() };
}
