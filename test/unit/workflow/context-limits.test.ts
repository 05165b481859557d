import { limitTexts, listFiles, toHistory } from '@tributary/workflow/engine/context-limits';
import type { MessageItem } from '@tributary/workflow/items';
import { expect, test } from 'vitest';

function message(nr: number, role: 'user' | 'assistant', content: string, fileIds: string[] = []) {
  const files = fileIds.map((id) => ({ id, name: id, mimeType: null, size: null }));
  const rest = { taskId: null, actionId: null, success: null, metadata: '{}' };
  const body = { role, content, files, sequenceNr: nr, status: 'step' as const, ...rest };
  const item: MessageItem = {
    ...{ _id: `msg_${nr}`, runId: 'wf_1', kind: 'message', round: 1, createdAt: nr, body },
  };
  return item;
}

test('earlier messages are given whole while they fit', () => {
  const messages = [message(1, 'user', 'Hi'), message(2, 'assistant', 'Hello')];

  expect(toHistory(messages)).toEqual([
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello' },
  ]);
});

test('what does not fit any more is given in short', () => {
  const messages = [
    message(1, 'user', 'The first words'),
    message(2, 'assistant', `A long\nanswer ${'x'.repeat(50_000)}`),
    message(3, 'user', 'The last words'),
  ];

  const [digest, last, ...more] = toHistory(messages);

  expect(digest?.content).toMatch(
    /^Earlier, in short:\nuser: The first words\nassistant: A long answer x+$/,
  );
  expect([last, more]).toEqual([{ role: 'user', content: 'The last words' }, []]);
  expect(digest?.content.length).toBeLessThan(300);
});

test('files are those that people gave, the newest first, each once', () => {
  const messages = [
    message(1, 'user', '', ['a', 'b']),
    message(2, 'assistant', '', ['z']),
    message(3, 'user', '', ['c', 'a']),
  ];

  expect(listFiles(messages).map(({ id }) => id)).toEqual(['c', 'a', 'b']);
});

test('texts are cut where a model has no room for more', () => {
  const texts = [
    { id: 'a', name: 'a', text: 'x'.repeat(399_990) },
    { id: 'b', name: 'b', text: 'y'.repeat(100) },
    { id: 'c', name: 'c', text: 'z' },
  ];

  expect(limitTexts(texts).slice(1)).toEqual([
    { id: 'b', name: 'b', text: `${'y'.repeat(10)}\n[the rest is left out]` },
  ]);
});
