import type { TaskFact } from '@tributary/chat/endings';
import { createPublishedText, joinText } from '@tributary/chat/published-text';
import { expect, test } from 'vitest';

const at = 0;
const time = new Date(0);
const deltas = (...texts: string[]) =>
  texts.map((text, index) => ({
    cursor: String(index + 1),
    data: { type: 'MESSAGE', text, at },
    time,
  }));

function createWriter(history = deltas()) {
  const appended: TaskFact[] = [];
  return {
    appended,
    history,
    append: async (data: unknown) => {
      appended.push(data as TaskFact);
      return String(history.length + appended.length);
    },
  };
}

const shapes = ({ appended }: ReturnType<typeof createWriter>) =>
  appended.map(({ type, text }) => [type, text]);

test('a first attempt publishes what it writes', async () => {
  const writer = createWriter();
  const published = createPublishedText(writer);

  for (const delta of ['One', '', ' two']) await published.add(delta);
  await published.complete();

  expect(shapes(writer)).toEqual([
    ['MESSAGE', 'One'],
    ['MESSAGE', ' two'],
  ]);
  expect(published.text).toBe('One two');
});

test('a repeated attempt is silent up to where the first one came', async () => {
  const writer = createWriter(deltas('One', ' two'));
  const published = createPublishedText(writer);

  for (const delta of ['One', ' two th', 'ree']) await published.add(delta);
  await published.complete();

  expect(shapes(writer)).toEqual([
    ['MESSAGE', ' th'],
    ['MESSAGE', 'ree'],
  ]);
  expect(published.text).toBe('One two three');
});

test('a repeated attempt that says something else replaces all', async () => {
  const writer = createWriter(deltas('One', ' two'));
  const published = createPublishedText(writer);

  for (const delta of ['On', 'ce', ' more']) await published.add(delta);

  expect(shapes(writer)).toEqual([
    ['MESSAGE_REPLACE', 'Once'],
    ['MESSAGE', ' more'],
  ]);
});

test('a repeated attempt that says less takes the rest back, and one that stops keeps it', async () => {
  const shorter = createWriter(deltas('One', ' two'));
  const stopped = createWriter(deltas('One', ' two'));
  const [ended, cut] = [createPublishedText(shorter), createPublishedText(stopped)];

  await ended.add('One');
  await cut.add('One');
  await ended.complete();

  expect(shapes(shorter)).toEqual([['MESSAGE_REPLACE', 'One']]);
  expect([ended.text, cut.text]).toEqual(['One', 'One two']);
});

test('a very long replacement comes in pieces', async () => {
  const writer = createWriter(deltas('No'));
  const published = createPublishedText(writer);

  await published.add('x'.repeat(250_000));

  expect(writer.appended.map(({ type }) => type)).toEqual([
    'MESSAGE_REPLACE',
    'MESSAGE',
    'MESSAGE',
  ]);
  expect(joinText(writer.appended)).toHaveLength(250_000);
});
