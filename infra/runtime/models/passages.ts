import type { PromptDocument } from './documents.ts';

/** A part of a document, verbatim. */
export interface Passage {
  name: string;
  text: string;
  /** From 1, in its document. */
  position: number;
}

export interface RankedPassage extends Passage {
  score: number;
}

/** Longer paragraphs are cut at the ends of sentences. */
const lengthMax = 600;

/** Looks back over one run of blanks alone: a hostile text must not take the square of its length. */
const sentenceStart = /(?=\S)(?<=[.!?。！？]\s+|\n\s*)/u;

/** A document's paragraphs, or runs of sentences of long ones: always verbatim parts of it. */
export function splitPassages({ name, text }: PromptDocument): Passage[] {
  const parts = text
    .split(/(?:\r?\n[ \t]*){2,}/)
    .flatMap(splitParagraph)
    .map((part) => part.trim())
    .filter((part) => /[\p{L}\p{N}]/u.test(part));
  return parts.map((part, index) => ({ name, text: part, position: index + 1 }));
}

function splitParagraph(paragraph: string): string[] {
  if (paragraph.length <= lengthMax) return [paragraph];
  const parts: string[] = [];
  let current = '';
  for (const sentence of paragraph.split(sentenceStart).flatMap(cut)) {
    if (current !== '' && current.length + sentence.length > lengthMax) {
      parts.push(current);
      current = '';
    }
    current += sentence;
  }
  if (current !== '') parts.push(current);
  return parts;
}

const cut = (text: string): string[] => text.match(/[\s\S]{1,600}/gu) ?? [];

const terms =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[[\p{L}\p{N}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]]+/gv;

/** Words that questions are made of; they would draw the wrong passages. */
const commonTerms = new Set(
  `a about an and are as at be by can did do does file for from had has have how i in is it its me my of on or
  say says tell that the this to was were what when where which who why will with you your`.split(
    /\s+/,
  ),
);

/** The words of a text as they are compared: folded, without accents and without a plural s. */
export function toTerms(text: string): string[] {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return (folded.match(terms) ?? [])
    .filter((term) => !commonTerms.has(term))
    .map((term) => (term.length > 3 && /[^s]s$/.test(term) ? term.slice(0, -1) : term));
}

const saturation = 1.2;
const lengthWeight = 0.75;

/** Passages that share words with the query, best first by BM25; equal scores keep their order. */
export function rankPassages(query: string, passages: readonly Passage[]): RankedPassage[] {
  const wanted = new Set(toTerms(query));
  if (wanted.size === 0 || passages.length === 0) return [];
  const counted = passages.map((passage) => countTerms(passage.text, wanted));
  const averageLength = counted.reduce((sum, { length }) => sum + length, 0) / passages.length || 1;
  const weights = new Map<string, number>();
  for (const term of wanted) {
    const holders = counted.filter(({ counts }) => counts.has(term)).length;
    weights.set(term, Math.log(1 + (passages.length - holders + 0.5) / (holders + 0.5)));
  }
  return passages
    .map((passage, index) => {
      const { counts, length } = counted[index] ?? { counts: new Map(), length: 0 };
      const norm = saturation * (1 - lengthWeight + (lengthWeight * length) / averageLength);
      let score = 0;
      for (const [term, count] of counts) {
        score += ((weights.get(term) ?? 0) * count * (saturation + 1)) / (count + norm);
      }
      return { ...passage, score };
    })
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score);
}

function countTerms(text: string, wanted: ReadonlySet<string>) {
  const counts = new Map<string, number>();
  const all = toTerms(text);
  for (const term of all) if (wanted.has(term)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return { counts, length: all.length };
}
