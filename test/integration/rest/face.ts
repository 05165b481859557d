import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { Credential } from '@tributary/gateway/identity/identity';
import {
  downloadEndpoint,
  endpoint,
  liveUploadEndpoint,
  ok,
  rawUploadEndpoint,
  streamEndpoint,
  uploadEndpoint,
} from '@tributary/gateway/rest/endpoint';
import type { Face } from '@tributary/gateway/rest/face';
import { dataFrame } from '@tributary/gateway/rest/sse';
import { Failure } from '@tributary/runtime/failure';
import { parse } from 'graphql';
import { z } from 'zod';

const document = <Data, Variables>(source: string): TypedDocumentNode<Data, Variables> =>
  parse(source);

const thing = endpoint({
  route: 'GET /t/things/:id',
  identity: 'signed',
  params: z.object({ id: z.string().max(20) }),
  query: z.object({ size: z.string().regex(/^\d+$/, 'must be a number').optional() }),
  document: document<{ thing: { name: string } | null }, { id: string }>(
    'query ($id: ID!) { thing(id: $id) { name } }',
  ),
  variables: ({ params }) => ({ id: params.id }),
  reply: ({ thing: found }) => {
    if (!found) throw new Failure('NOT_FOUND', 'the thing does not exist');
    return ok(found);
  },
});

const secret = endpoint({
  route: 'GET /t/secret',
  identity: 'signed',
  document: document<unknown, object>('{ thing(id: 1) { secret } }'),
  variables: () => ({}),
  reply: ok,
});

const echo = endpoint({
  route: 'POST /t/echo',
  identity: 'named',
  body: z.object({ text: z.string('must be a string') }, 'must be an object'),
  document: document<{ caller: string }, object>('{ caller }'),
  variables: () => ({}),
  reply: ({ caller }, { body, viewer }) => ok({ caller, viewer: viewer.id, ...body }),
});

const remove = endpoint({
  route: 'DELETE /t/things/:id',
  identity: 'signed',
  document: document<unknown, object>('{ caller }'),
  variables: () => ({}),
  reply: () => ({ status: 204 }),
});

const count = streamEndpoint({
  route: 'POST /t/count',
  identity: 'signed',
  body: z.object({ last: z.number(), mode: z.string().optional() }),
  document: document<{ countTo: string }, { last: number }>(
    'mutation ($last: Int!) { countTo(last: $last) }',
  ),
  variables: ({ body }) => {
    if (body.last > 100) throw new Failure('BAD_INPUT', 'last: must be at most 100');
    return { last: body.last };
  },
  events: {
    document: document<{ numbers: { value: number } }, { last: number; after: string | undefined }>(
      'subscription ($last: Int!, $after: String) { numbers(last: $last, after: $after) { value } }',
    ),
    variables: ({ countTo }, after) => ({ last: Number(countTo), after }),
    cursor: ({ numbers }) => String(numbers.value),
  },
  begin: ({ countTo }) => ({ last: Number(countTo), sum: 0 }),
  event: ({ numbers: { value } }, { last, sum }) => ({
    frames: [dataFrame({ value, sum: sum + value })],
    state: { last, sum: sum + value },
    isLast: value === last,
  }),
  failed: ({ code }) => [dataFrame({ failed: code })],
  keepAlive: { text: 'event: ping\n\n', everyMs: 50 },
  whole: {
    wanted: ({ body }) => body.mode === 'whole',
    failure: ({ numbers }) =>
      numbers.value === 13 ? new Failure('CONFLICT', 'thirteen') : undefined,
    document: document<{ caller: string }, object>('{ caller }'),
    variables: () => ({}),
    reply: ({ caller }, { countTo }) => ok({ caller, counted: countTo }),
  },
});

const measureDocument = document<{ measure: object }, { file: unknown }>(
  'mutation ($file: Upload!) { measure(file: $file) { name mimeType length sha256 } }',
);

const upload = uploadEndpoint({
  route: 'POST /t/files',
  identity: 'named',
  body: z.object({ note: z.string('must be a string') }),
  file: { part: 'file', bytesMax: 5_000_000 },
  document: measureDocument,
  variables: (input) => ({ file: input.upload }),
  reply: ({ measure }, { body, viewer }) => ok({ ...measure, ...body, viewer: viewer.id }),
});

const live = liveUploadEndpoint({
  route: 'POST /t/live/:id',
  identity: 'signed',
  params: z.object({ id: z.string().max(5) }),
  file: { part: 'file', bytesMax: 5_000_000 },
  document: measureDocument,
  variables: ({ upload }) => ({ file: upload }),
  reply: ({ measure }, { params, viewer }) => ok({ ...measure, ...params, viewer: viewer.id }),
});

const raw = rawUploadEndpoint({
  route: 'POST /t/raw',
  identity: 'signed',
  query: z.object({ name: z.string() }),
  file: {
    bytesMax: 5_000_000,
    describe: ({ query, headers }) => ({
      name: query.name,
      mimeType: headers['content-type'] ?? '',
    }),
  },
  document: measureDocument,
  variables: ({ upload }) => ({ file: upload }),
  reply: ({ measure }) => ok(measure),
});

const wait = endpoint({
  route: 'GET /t/wait',
  identity: 'signed',
  query: z.object({ failures: z.coerce.number() }),
  document: document<{ wait: number }, { failures: number; msLeft: number }>(
    'query ($failures: Int!, $msLeft: Int!) { wait(failures: $failures, msLeft: $msLeft) }',
  ),
  variables: ({ query }, msLeft = 0) => ({ ...query, msLeft }),
  timeMsMax: () => 2_000,
  reply: ({ wait: tries }) => ok({ tries }),
});

const download = downloadEndpoint({
  route: 'GET /t/blobs/:length',
  identity: 'signed',
  params: z.object({ length: z.string() }),
  query: z.object({ break: z.string().optional() }),
  document: document<
    { blob: { length: number; content: unknown } },
    { length: number; break?: string | undefined }
  >(
    'query ($length: Int!, $break: String) { blob(length: $length, break: $break) { length content } }',
  ),
  variables: ({ params, query }) => ({ length: Number(params.length), break: query.break }),
  bytes: ({ blob: { content, length } }) => ({
    content,
    size: length < 0 ? undefined : length,
    etag: `"${length}"`,
    headers: { 'content-type': 'application/x-blob', 'cache-control': 'private' },
  }),
});

/** A face whose callers name themselves in a header, and whose errors are one line of JSON. */
export const testFace: Face<string, string> = {
  name: 'test',
  paths: ['/t'],
  bodyBytesMax: 1_000,
  headers: { 'x-face': 'test' },
  cors: {
    ...{ origins: ['*'], takesCookies: false, methods: 'GET, POST' },
    ...{ headers: 'X-Caller', exposed: 'X-Face' },
  },
  endpoints: [thing, secret, echo, remove, count, upload, live, raw, wait, download],
  async admit({ route, sender: { headers }, setHeader }) {
    setHeader('x-route', route ?? 'none');
    if (typeof headers['x-caller'] !== 'string' || headers['x-caller'] === '') {
      throw new Failure('UNAUTHENTICATED', 'who is it?');
    }
    return headers['x-caller'];
  },
  async notice({ method, sender: { ip, headers }, setHeader }) {
    setHeader('x-noticed', `${method} from ${ip}`);
    if (headers['x-caller'] === 'pest') throw new Failure('RATE_LIMITED', 'enough');
  },
  async identify(caller, scheme, { query, body }) {
    const named = { ...query, ...(body as object) } as { as?: string };
    const id = scheme === 'named' ? (named.as ?? caller) : caller;
    const credential = caller === 'leaver' ? leaver : undefined;
    return { viewer: { id, kind: 'account', scopes: [] }, credential };
  },
  refuse: ({ code, reason, message, status }) => ({
    status: reason === 'unknown_method' ? 405 : status,
    body: { code, reason, message },
  }),
};

/** What is revoked as soon as somebody follows something with it. */
const leaver: Credential = {
  onEnd(listener) {
    const timer = setImmediate(() => listener(new Failure('UNAUTHENTICATED', 'revoked')));
    return { [Symbol.dispose]: () => clearImmediate(timer) };
  },
};
