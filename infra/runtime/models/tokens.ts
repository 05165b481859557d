import { countTokens as count } from 'gpt-tokenizer/encoding/o200k_base';

/** The encoder's time grows with the square of a run without spaces; pieces keep it linear. */
const pieceLengthMax = 2_000;
const pieces = /[\s\S]{1,2000}(?=\s|$)|[\s\S]{1,2000}/g;

/** How many tokens a text has, in the o200k encoding. */
export function countTokens(text: string): number {
  // Text that looks like a control token is text: it came from a person or a file.
  const options = { disallowedSpecial: new Set<string>() };
  if (text.length <= pieceLengthMax) return count(text, options);
  let total = 0;
  for (const [piece] of text.matchAll(pieces)) total += count(piece, options);
  return total;
}
