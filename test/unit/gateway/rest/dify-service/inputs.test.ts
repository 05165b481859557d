import { sendMessage, toFiles } from '@tributary/gateway/rest/dify-service/chat-messages';
import { listConversations } from '@tributary/gateway/rest/dify-service/conversations';
import { previewFile } from '@tributary/gateway/rest/dify-service/files';
import { listMessages } from '@tributary/gateway/rest/dify-service/messages';
import { expect, test } from 'vitest';
import { variablesOf } from '../sender.ts';

const id = '0198a3c4-0000-7000-8000-000000000001';

test('a message needs nothing but a query', () => {
  expect(variablesOf(sendMessage, { body: { query: 'Hi', unknown: 1 } })).toEqual({
    input: {
      conversationId: undefined,
      text: 'Hi',
      inputs: {},
      files: [],
      autoName: true,
      streaming: true,
    },
    withFiles: false,
  });
});

test('all that a message may say is passed on', () => {
  const file = { type: 'image', transfer_method: 'local_file', upload_file_id: id, url: '' };
  const body = {
    query: 'Hi',
    inputs: { a: 1 },
    response_mode: 'blocking',
    conversation_id: id,
    files: [file],
    auto_generate_name: false,
  };

  expect(variablesOf(sendMessage, { body })).toEqual({
    input: {
      conversationId: id,
      text: 'Hi',
      inputs: { a: 1 },
      files: [{ type: 'image', transferMethod: 'local_file', fileId: id, url: undefined }],
      autoName: false,
      streaming: false,
    },
    withFiles: false,
  });
});

test.each([id.toUpperCase(), id.replaceAll('-', ''), ` ${id} `])('%j is an id', (given) => {
  const files = [{ type: 'image', transfer_method: 'local_file', upload_file_id: given.trim() }];
  const body = { query: 'Hi', conversation_id: given, files };

  expect(variablesOf(sendMessage, { body })).toMatchObject({
    input: { conversationId: id, files: [{ fileId: id }] },
    withFiles: true,
  });
  expect(variablesOf(previewFile, { params: { file_id: given.trim() } })).toEqual({ id });
});

test.each(['', '  ', null])('%j is no conversation, so that a new one begins', (given) => {
  const body = { query: 'Hi', conversation_id: given };

  expect(variablesOf(sendMessage, { body })).toMatchObject({
    input: { conversationId: undefined },
  });
});

test('file references that say too little are dropped', () => {
  const files = toFiles([
    { type: 'image', url: 'https://example.com/a.png' },
    { type: 'image', transfer_method: 'remote_url', url: '' },
    { type: 'image', transfer_method: 'remote_url', url: 'https://example.com/b.png' },
  ]);

  expect(files).toEqual([
    {
      type: 'image',
      transferMethod: 'remote_url',
      url: 'https://example.com/b.png',
      fileId: undefined,
    },
  ]);
});

test.each([
  [{}, 'query: must be a string'],
  [{ query: '' }, 'query: must not be empty'],
  [{ query: 'Hi', inputs: [] }, 'inputs: must be an object'],
  [{ query: 'Hi', response_mode: 'slow' }, 'response_mode: must be streaming or blocking'],
  [{ query: 'Hi', conversation_id: '7' }, 'conversation_id: must be a UUID'],
  [{ query: 'Hi', conversation_id: { $gt: '' } }, 'conversation_id: must be a UUID'],
  [{ query: 'Hi', files: {} }, 'files: must be an array'],
  [
    { query: 'Hi', files: [{ upload_file_id: { $gt: '' } }] },
    'files.0.upload_file_id: must be a string',
  ],
  [{ query: 'Hi', auto_generate_name: 'maybe' }, 'auto_generate_name: must be true or false'],
  [{ query: 'Hi', auto_generate_name: [true] }, 'auto_generate_name: must be true or false'],
  [[], 'must be an object'],
])('the message %o is invalid', (body, message) => {
  expect(() => variablesOf(sendMessage, { body })).toThrow(
    expect.objectContaining({ code: 'BAD_INPUT', reason: 'invalid_body', message }),
  );
});

test('a malformed workflow id is a bad request', () => {
  expect(() => variablesOf(sendMessage, { body: { query: 'Hi', workflow_id: 'draft' } })).toThrow(
    expect.objectContaining({ code: 'BAD_INPUT', reason: 'bad_request' }),
  );
});

test('pages have standard lengths and orders', () => {
  expect(variablesOf(listConversations, {})).toEqual({
    first: 20,
    after: undefined,
    sort: 'UPDATED_DESC',
  });
  expect(
    variablesOf(listConversations, {
      query: { limit: '100', last_id: id, sort_by: 'created_at' },
    }),
  ).toEqual({ first: 100, after: id, sort: 'CREATED_ASC' });
  expect(variablesOf(listMessages, { query: { conversation_id: id, first_id: '' } })).toEqual({
    conversationId: id,
    isGiven: true,
    last: 20,
    before: undefined,
  });
});

test.each([
  [listConversations, { limit: '0' }, 'limit: must be from 1 to 100'],
  [listConversations, { limit: '101' }, 'limit: must be from 1 to 100'],
  [listConversations, { limit: 'ten' }, 'limit: must be a whole number'],
  [listConversations, { limit: '' }, 'limit: must be a whole number'],
  [listConversations, { last_id: '1' }, 'last_id: must be a UUID'],
  [
    listConversations,
    { sort_by: 'name' },
    'sort_by: must be one of created_at, -created_at, updated_at, -updated_at',
  ],
  [listMessages, {}, 'conversation_id: must be a UUID'],
  [listMessages, { conversation_id: '1' }, 'conversation_id: must be a UUID'],
  [listMessages, { conversation_id: id, first_id: '1' }, 'first_id: must be a UUID'],
])('a query of %# is invalid', (one, query, message) => {
  expect(() => variablesOf(one, { query })).toThrow(
    expect.objectContaining({ code: 'BAD_INPUT', reason: 'invalid_query', message }),
  );
});

test.each(['true', '1', 'YES', 'on', 'false', '0', 'no', 'off'])('%s is a boolean', (value) => {
  const query = { as_attachment: value };

  expect(variablesOf(previewFile, { params: { file_id: id }, query })).toEqual({ id });
});

test('a preview needs an id that is one, and a flag that is one', () => {
  expect(() => variablesOf(previewFile, { params: { file_id: 'x' } })).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND', reason: 'invalid_params' }),
  );
  expect(() =>
    variablesOf(previewFile, { params: { file_id: id }, query: { as_attachment: 'maybe' } }),
  ).toThrow(expect.objectContaining({ code: 'BAD_INPUT', reason: 'invalid_query' }));
});
