import type { EventWriter } from '@tributary/runtime/event-log';
import type { TaskFact } from './endings.ts';

/** The text that a reader of these events has. */
export function joinText(facts: readonly TaskFact[]): string {
  let joined = '';
  for (const { type, text = '' } of facts) {
    if (type === 'MESSAGE') joined += text;
    if (type === 'MESSAGE_REPLACE') joined = text;
  }
  return joined;
}

/** One event carries no more; a longer text goes on in the next. */
const pieceLengthMax = 100_000;

/** The answer as its readers have it so far. */
export interface PublishedText {
  readonly text: string;
  /** What earlier attempts published. */
  readonly length: number;
  readonly firstAt: Date | undefined;
  add(delta: string): Promise<void>;
  /** The attempt has said all: what an earlier one published beyond that is taken back. */
  complete(): Promise<void>;
}

/**
 * Publishes an answer as it is written. A repeated attempt is silent for as long as it says what an
 * earlier one has published, and replaces all of that where it says something else.
 */
export function createPublishedText(writer: EventWriter): PublishedText {
  const published = joinText(writer.history.map(({ data }) => data as TaskFact));
  let firstAt = writer.history[0]?.time;
  let written = '';
  let isRepeating = published !== '';

  async function append(type: 'MESSAGE' | 'MESSAGE_REPLACE', text: string): Promise<void> {
    firstAt ??= new Date();
    const at = Date.now();
    const piece = text.slice(0, pieceLengthMax);
    const reason = type === 'MESSAGE_REPLACE' ? { reason: 'retry' } : {};
    await writer.append({ type, text: piece, ...reason, at } satisfies TaskFact);
    if (piece.length < text.length) await append('MESSAGE', text.slice(pieceLengthMax));
  }

  async function add(delta: string): Promise<void> {
    if (delta === '') return;
    written += delta;
    if (!isRepeating) return append('MESSAGE', delta);
    if (published.startsWith(written)) return;
    isRepeating = false;
    if (!written.startsWith(published)) return append('MESSAGE_REPLACE', written);
    await append('MESSAGE', written.slice(published.length));
  }

  return {
    add,
    get text() {
      return isRepeating ? published : written;
    },
    get firstAt() {
      return firstAt;
    },
    length: published.length,
    async complete() {
      if (!isRepeating || written === published) return;
      isRepeating = false;
      await append('MESSAGE_REPLACE', written);
    },
  };
}
