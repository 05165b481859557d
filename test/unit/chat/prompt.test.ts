import { cutName, writeTitle } from '@tributary/chat/naming';
import { buildPrompt, fillPrompt } from '@tributary/chat/prompt';
import { toUsage } from '@tributary/chat/usage';
import { createModels } from '@tributary/runtime/models/models';
import { expect, test } from 'vitest';

const file = { id: '1', name: 'a.txt', mimeType: 'text/plain', text: 'Fish.' };
const picture = { id: '2', name: 'b.png', mimeType: 'image/png', text: null };

test('a prompt holds the turns in order, each with its files', () => {
  const prompt = buildPrompt('Be kind.', [
    { text: 'What is in it?', answer: 'Fish.', files: [file] },
    { text: 'And here?', answer: '', files: [picture] },
  ]);

  expect(prompt).toEqual({
    system: 'Be kind.',
    messages: [
      { role: 'user', content: '<document name="a.txt">\nFish.\n</document>\n\nWhat is in it?' },
      { role: 'assistant', content: 'Fish.' },
      { role: 'user', content: '[The attached file b.png (image/png) has no text.]\n\nAnd here?' },
    ],
  });
});

test('old turns are left out when the prompt would become too long', () => {
  const turn = (text: string) => ({ text, answer: 'x'.repeat(90_000), files: [] });

  const { messages } = buildPrompt('', [
    turn('1'),
    turn('2'),
    turn('3'),
    { ...turn('4'), answer: '' },
  ]);

  expect(messages.filter(({ role }) => role === 'user').map(({ content }) => content)).toEqual([
    '2',
    '3',
    '4',
  ]);
});

test('form values stand in for their names, unknown names stay', () => {
  const filled = fillPrompt('Hello {{ name }}, {{n}} {{other}} {{toString}}', {
    name: 'Ada',
    n: 3,
  });

  expect(filled).toBe('Hello Ada, 3 {{other}} {{toString}}');
});

test('a conversation begins with the first 20 characters as its name', () => {
  expect(cutName('12345678901234567890')).toBe('12345678901234567890');
  expect(cutName('123456789012345678901')).toBe('12345678901234567890…');
});

test('the offline title is the first words of the first sentence', async () => {
  const models = createModels({ localDelayMs: 0 });
  const { signal } = new AbortController();

  const title = await writeTitle(
    models,
    'How do I bake bread with very little salt today? Now.',
    signal,
  );

  expect(title).toBe('How do I bake bread with very little');
});

test('usage adds tokens up and counts seconds', () => {
  const [startedAt, firstTextAt, endedAt] = [0, 250, 1_500].map((ms) => new Date(ms));

  const usage = toUsage({
    promptTokens: 5,
    completionTokens: 7,
    startedAt: startedAt ?? new Date(),
    firstTextAt,
    endedAt: endedAt ?? new Date(),
  });

  expect(usage).toEqual({
    promptTokens: 5,
    promptUnitPrice: '0',
    promptPriceUnit: '0.001',
    promptPrice: '0',
    completionTokens: 7,
    completionUnitPrice: '0',
    completionPriceUnit: '0.001',
    completionPrice: '0',
    totalTokens: 12,
    totalPrice: '0',
    currency: 'USD',
    latency: 1.5,
    timeToFirstToken: 0.25,
    timeToGenerate: 1.25,
  });
});
