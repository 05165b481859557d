import type { LocalPrompt } from './local-prompt.ts';
import { type Passage, type RankedPassage, rankPassages, splitPassages } from './passages.ts';

const introduction =
  'This is the offline model: it cannot reason, it quotes what it was given.' as const;
const quotesMax = 3;
/** A passage this much weaker than the best one says little about the question. */
const scoreShareMin = 0.4;
const echoLengthMax = 600;

/** The passages of a prompt's documents that answer its query best; those the answer quotes. */
export function choosePassages({ query, documents }: LocalPrompt): RankedPassage[] {
  const passages = documents.flatMap(splitPassages);
  const ranked = rankPassages(query, passages);
  const scoreMin = (ranked[0]?.score ?? 0) * scoreShareMin;
  return ranked.filter(({ score }) => score >= scoreMin).slice(0, quotesMax);
}

/** The offline model's answer: verbatim quotations with the names of their sources. */
export function writeLocalAnswer(prompt: LocalPrompt): string {
  const chosen = choosePassages(prompt);
  if (chosen.length > 0) {
    return [introduction, 'These passages fit the question best.', ...chosen.map(quote)].join(
      '\n\n',
    );
  }
  const beginnings = prompt.documents.flatMap((document) => splitPassages(document).slice(0, 1));
  if (beginnings.length > 0) {
    const explanation = 'No passage shares a word with the question; this is how the files begin.';
    return [introduction, explanation, ...beginnings.slice(0, quotesMax).map(quote)].join('\n\n');
  }
  return [introduction, ...answerFromConversation(prompt)].join('\n\n');
}

const quote = ({ name, text }: Passage) => `From ${name}:\n\n"${text}"`;

function answerFromConversation({ query, history }: LocalPrompt): string[] {
  const said = history
    .filter(({ role }) => role === 'user')
    .flatMap(({ text }) => splitPassages({ name: 'the conversation', text }));
  const [best] = rankPassages(query, said);
  if (best) return ['Earlier in this conversation you wrote:', `"${best.text}"`];
  return [
    'There is no file and nothing earlier in this conversation that answers the question. You wrote:',
    `"${query.slice(0, echoLengthMax)}"`,
    'Attach a text, a table or a PDF and ask about it, or configure a model for real answers.',
  ];
}
