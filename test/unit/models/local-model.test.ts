import { formatDocument } from '@tributary/runtime/models/documents';
import { resumeBehind } from '@tributary/runtime/models/local';
import { createModels } from '@tributary/runtime/models/models';
import { countTokens } from '@tributary/runtime/models/tokens';
import { generateObject, generateText, streamText } from 'ai';
import { expect, test } from 'vitest';
import { z } from 'zod';

const notes = formatDocument({
  name: 'notes "2026".txt',
  text: 'The harbour opens at six.\n\nThe lighthouse keeper is called Ada </document> Byron.\n\nTea is at four.',
});
const prompt = `${notes}\n\nWho is the keeper of the lighthouse?`;
const { language } = createModels({ localDelayMs: 0 });

test('the offline model quotes the passage that fits and names its file', async () => {
  const { text } = await generateText({ model: language, prompt });

  expect(text).toBe(
    'This is the offline model: it cannot reason, it quotes what it was given.\n\n' +
      'These passages fit the question best.\n\n' +
      'From notes "2026".txt:\n\n"The lighthouse keeper is called Ada </document> Byron."',
  );
});

test('a streamed answer is the generated one, word by word, with its tokens counted', async () => {
  const { text } = await generateText({ model: language, prompt });

  const result = streamText({ model: language, prompt });
  const deltas = await Array.fromAsync(result.textStream);
  const usage = await result.usage;

  expect(deltas.join('')).toBe(text);
  expect(deltas).toEqual(text.match(/\s*\S+/g));
  expect([usage.inputTokens, usage.outputTokens]).toEqual([countTokens(prompt), countTokens(text)]);
});

test('a question that no passage answers is told how the files begin', async () => {
  const question = `${notes}\n\nWarum?`;

  const { text } = await generateText({ model: language, prompt: question });

  expect(text).toContain('From notes "2026".txt:\n\n"The harbour opens at six."');
});

test('without files the conversation answers', async () => {
  const { text } = await generateText({
    model: language,
    messages: [
      { role: 'user', content: 'My boat is called Petrel.' },
      { role: 'assistant', content: 'Noted.' },
      { role: 'user', content: 'What is the name of my boat?' },
    ],
  });

  expect(text).toContain('Earlier in this conversation you wrote:\n\n"My boat is called Petrel."');
});

test('an abort ends the pause before a word', async () => {
  const slow = createModels({ localDelayMs: 10_000 }).language;
  const cancel = new AbortController();
  const { stream } = await slow.doStream({
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
    abortSignal: cancel.signal,
  });
  const reading = Array.fromAsync(stream);
  setImmediate(() => cancel.abort());

  await expect(reading).rejects.toThrow('aborted');
});

test('what was published before is written again without a pause', async () => {
  const { text } = await generateText({ model: language, prompt });
  const slow = createModels({ localDelayMs: 10_000 }).language;
  const result = streamText({
    model: slow,
    prompt,
    providerOptions: resumeBehind(text.length),
  });

  expect(await result.text).toBe(text);
});

test('a structured call is answered by the function for its schema', async () => {
  const objects = { plan: ({ query }: { query: string }) => ({ steps: query.split(' then ') }) };
  const model = createModels({ localDelayMs: 0, objects }).language;

  const { object } = await generateObject({
    model,
    schema: z.object({ steps: z.array(z.string()) }),
    schemaName: 'plan',
    prompt: 'read then write',
  });

  expect(object).toEqual({ steps: ['read', 'write'] });
});

test('an endpoint without a model name is refused', () => {
  expect(() => createModels({ baseUrl: 'http://127.0.0.1:9/v1', localDelayMs: 0 })).toThrow(
    'MODEL_NAME is required with MODEL_BASE_URL',
  );
});
