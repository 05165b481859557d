import { once } from 'node:events';
import { createServer } from 'node:http';
import { toModelFailure } from '@tributary/runtime/models/failure';
import { createModels } from '@tributary/runtime/models/models';
import { generateText, streamText } from 'ai';
import { expect, test } from 'vitest';

/** An OpenAI-compatible endpoint that always answers so. */
async function startEndpoint(status: number, body: string, type = 'application/json') {
  const requests: { path: string | undefined; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url, authorization: request.headers.authorization });
    response.writeHead(status, { 'content-type': type }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : '';
  return {
    requests,
    baseUrl: `http://127.0.0.1:${port}/v1`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

test.each([
  [401, 'provider_not_initialize'],
  [402, 'provider_quota_exceeded'],
  [403, 'provider_not_initialize'],
  [404, 'model_currently_not_support'],
  [429, 'provider_quota_exceeded'],
  [500, 'completion_request_error'],
])('an endpoint that answers %i means %s', async (status, reason) => {
  await using endpoint = await startEndpoint(status, '{"error":{"message":"a secret detail"}}');
  const { baseUrl } = endpoint;
  const { language } = createModels({ baseUrl, apiKey: 'key', name: 'm', localDelayMs: 0 });
  const calling = generateText({ model: language, prompt: 'Hello', maxRetries: 0 });

  const failure = await calling.then(() => undefined, toModelFailure);

  expect(failure).toMatchObject({ code: 'BAD_INPUT', reason });
  expect(failure?.message).not.toContain('secret');
  expect(endpoint.requests).toEqual([
    { path: '/v1/chat/completions', authorization: 'Bearer key' },
  ]);
});

test('an endpoint that cannot be reached is a failed call', async () => {
  const baseUrl = 'http://127.0.0.1:1/v1';
  const { language } = createModels({ baseUrl, name: 'm', localDelayMs: 0 });
  const calling = generateText({ model: language, prompt: 'Hello', maxRetries: 0 });

  const failure = await calling.then(() => undefined, toModelFailure);

  expect(failure).toMatchObject({ code: 'BAD_INPUT', reason: 'completion_request_error' });
});

test("a configured endpoint's answer streams with its usage", async () => {
  const chunks = [
    { choices: [{ index: 0, delta: { content: 'Hel' } }] },
    { choices: [{ index: 0, delta: { content: 'lo' }, finish_reason: 'stop' }] },
    { choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } },
  ];
  const body = [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]']
    .map((data) => `data: ${data}\n\n`)
    .join('');
  await using endpoint = await startEndpoint(200, body, 'text/event-stream');
  const { baseUrl } = endpoint;
  const { language } = createModels({ baseUrl, name: 'm', localDelayMs: 0 });

  const result = streamText({ model: language, prompt: 'Hello' });

  expect(await Array.fromAsync(result.textStream)).toEqual(['Hel', 'lo']);
  expect(await result.usage).toMatchObject({ inputTokens: 9, outputTokens: 2 });
});
