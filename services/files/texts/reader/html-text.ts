const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

function decodeEntity(entity: string, name: string): string {
  const isHex = /^#x/i.test(name);
  const code = name.startsWith('#')
    ? Number.parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10)
    : 0;
  if (code > 0 && code <= 0x10ffff) return String.fromCodePoint(code);
  return entities[name.toLowerCase()] ?? entity;
}

/** Elements whose content is not shown; an unclosed one hides the rest, as in a browser. */
const hidden = /<(script|style|template|noscript)\b[^<>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi;
const comment = /<!--[\s\S]*?(?:-->|$)/g;
const block =
  /<\/?(?:p|div|br|hr|li|ul|ol|tr|table|h[1-6]|section|article|header|footer|pre|title)\b[^<>]*>/gi;

/** No pattern looks for a bracket beyond the next one, so that time grows with the length alone. */
const tag = /<[^<>]*>/g;

/** What a reader of the page would see, a line per block. */
export const toHtmlText = (html: string): string =>
  html
    .replace(comment, '')
    .replace(hidden, ' ')
    .replace(block, '\n')
    .replace(tag, '')
    .replace(/&(#x?[0-9a-f]{1,6}|[a-z]{2,8});/gi, decodeEntity)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim()
    .toWellFormed();
