import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { connectHttp } from '@tributary/gateway/subgraphs/http';
import { expect, test } from 'vitest';

/** A service of some team: it answers with what it was asked, or as it is told to. */
async function startService(answer?: { status: number; body: string }) {
  const asked: { headers: IncomingHttpHeaders; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    asked.push({ headers: request.headers, body: JSON.parse(text) });
    response.writeHead(answer?.status ?? 200).end(answer?.body ?? '{"data":{"one":1}}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    asked,
    url: `http://127.0.0.1:${port}/graphql`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const context = () => ({
  identity: 'signed',
  signal: new AbortController().signal,
  deadline: Date.now() + 5000,
  traceparent: '00-11111111111111111111111111111111-2222222222222222-01',
});

test('a service is asked by POST, with the identity and the trace', async () => {
  await using service = await startService();
  const request = { query: 'query ($n: Int) { one(n: $n) }', variables: { n: 1 } };

  const result = await connectHttp('team', service.url).query(request, context());

  expect(result).toEqual({ data: { one: 1 } });
  expect(service.asked[0]?.body).toEqual(request);
  expect(service.asked[0]?.headers).toMatchObject({
    identity: 'signed',
    traceparent: context().traceparent,
  });
});

test.each([
  ['an error page', { status: 502, body: '<html>' }],
  ['JSON that is no result', { status: 200, body: '{"message":"hello"}' }],
])('%s is a failure and not an answer', async (_, answer) => {
  await using service = await startService(answer);

  const result = connectHttp('team', service.url).query({ query: '{ one }' }, context());

  await expect(result).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 'team gives no valid answer',
  });
});

test('a service that is away is unavailable, and one that is late times out', async () => {
  const away = connectHttp('team', 'http://127.0.0.1:1/graphql');

  const absent = away.query({ query: '{ one }' }, context());
  const late = away.query({ query: '{ one }' }, { ...context(), deadline: Date.now() - 1 });

  await expect(absent).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(late).rejects.toMatchObject({ code: 'TIMEOUT' });
});

test('there are no subscriptions over HTTP', async () => {
  const events = connectHttp('team', 'http://127.0.0.1:1/').subscribe({ query: '' }, context());

  await expect(events[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
});
