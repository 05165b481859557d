import type { Item, RunFile } from '../items.ts';
import type { FileText } from '../run-files.ts';
import type { RoundContext } from './round-work.ts';

/** Characters of earlier messages that a model call carries whole. */
const historyLengthMax = 40_000;
const digestLengthMax = 8_000;
const headLengthMax = 200;
/** Characters of all file texts together. */
const textsLengthMax = 400_000;

type Turn = RoundContext['history'][number];

/** Earlier messages as a model gets them: the newest whole, what was before them in short. */
export function toHistory(messages: readonly Item<'message'>[]): Turn[] {
  const turns: Turn[] = [];
  let length = 0;
  for (const [index, { body }] of [...messages.entries()].reverse()) {
    length += body.content.length;
    if (length > historyLengthMax) {
      turns.push({ role: 'user', content: digest(messages.slice(0, index + 1)) });
      break;
    }
    const role = body.role === 'assistant' ? 'assistant' : 'user';
    if (body.content !== '') turns.push({ role, content: body.content });
  }
  return turns.reverse();
}

/** The beginnings of messages, the newest ones if not all have room. */
function digest(messages: readonly Item<'message'>[]): string {
  const lines: string[] = [];
  let length = 0;
  for (const { body } of [...messages].reverse()) {
    const head = body.content.replace(/\s+/g, ' ').slice(0, headLengthMax);
    length += head.length;
    if (length > digestLengthMax) break;
    lines.push(`${body.role}: ${head}`);
  }
  return `Earlier, in short:\n${lines.reverse().join('\n')}`;
}

/** The files of a run's messages, those named last first, each once. */
export function listFiles(messages: readonly Item<'message'>[]): RunFile[] {
  const files = new Map<string, RunFile>();
  for (const { body } of [...messages].reverse()) {
    if (body.role !== 'user') continue;
    for (const file of body.files) if (!files.has(file.id)) files.set(file.id, file);
  }
  return [...files.values()];
}

/** Texts up to what a model can be given; the rest is left out with a note. */
export function limitTexts(texts: readonly FileText[]): FileText[] {
  let left = textsLengthMax;
  return texts.flatMap((file) => {
    if (left <= 0) return [];
    const isCut = file.text.length > left;
    const text = isCut ? `${file.text.slice(0, left)}\n[the rest is left out]` : file.text;
    left -= file.text.length;
    return [{ ...file, text }];
  });
}
