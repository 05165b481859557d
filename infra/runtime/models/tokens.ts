import { createRequire } from 'node:module';

type Encoding = typeof import('gpt-tokenizer/encoding/o200k_base');

let loaded: Encoding | undefined;

/** Its table takes long to load: a process that starts is ready without it. */
function loadEncoding(): Encoding {
  const name = 'gpt-tokenizer/encoding/o200k_base';
  loaded ??= createRequire(import.meta.url)(name) as Encoding;
  return loaded;
}

/** The encoder's time grows with the square of a run without spaces; pieces keep it linear. */
const pieceLengthMax = 2_000;
const pieces = /[\s\S]{1,2000}(?=\s|$)|[\s\S]{1,2000}/g;

/** How many tokens a text has, in the o200k encoding. */
export function countTokens(text: string): number {
  const { countTokens: count } = loadEncoding();
  // Text that looks like a control token is text: it came from a person or a file.
  const options = { disallowedSpecial: new Set<string>() };
  if (text.length <= pieceLengthMax) return count(text, options);
  let total = 0;
  for (const [piece] of text.matchAll(pieces)) total += count(piece, options);
  return total;
}
