const lengthMax = 80;

/** What breaks a line, turns the text around it, or cannot be seen. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu;
const quotes = /["“”„«»「」『』]/gu;
/** Within an address, where a program that shows mails begins or ends a link. */
const inLink = /(?<=[^\s.:/@])(?=[.:/@]+[^\s.:/@])/gu;
const wordJoiner = '\u2060';

/**
 * A name that a stranger chose, so that it cannot pass as a part of the mail: one line in quotes,
 * not long, and nothing that becomes a link.
 */
export function quoteName(name: string): string {
  const line = name.replace(invisible, ' ').trim().replace(quotes, "'");
  const characters = Array.from(line);
  const isLong = characters.length > lengthMax;
  const short = isLong ? `${characters.slice(0, lengthMax).join('')}…` : line;
  return `“${short.replace(inLink, wordJoiner)}”`;
}
