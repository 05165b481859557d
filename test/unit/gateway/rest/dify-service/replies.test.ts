import { toConversation } from '@tributary/gateway/rest/dify-service/conversations';
import { toEndFile } from '@tributary/gateway/rest/dify-service/message-files';
import { toMessage } from '@tributary/gateway/rest/dify-service/messages';
import { expect, test } from 'vitest';

const file = {
  id: 'f',
  name: 'a.png',
  extension: 'png',
  kind: 'IMAGE',
  url: 'http://here/f',
  remoteUrl: null,
  declaredMimeType: 'image/png',
  size: 3,
  transferMethod: 'LOCAL_FILE',
} as const;

const asked: Parameters<typeof toMessage>[0] = {
  id: 'm',
  taskId: 't',
  parentId: null,
  inputs: { a: 1 },
  text: 'Hi',
  answer: '',
  feedback: { rating: 'like' },
  retrieverResources: [],
  createdAt: '2026-01-02T03:04:05.678Z',
  status: 'NORMAL',
  error: null,
  files: [file],
};

test('a message has every documented member', () => {
  const message = toMessage(asked, { id: 'c', mode: 'CHAT' });

  expect(message).toEqual({
    id: 'm',
    conversation_id: 'c',
    parent_message_id: null,
    inputs: { a: 1 },
    query: 'Hi',
    answer: '',
    feedback: { rating: 'like' },
    retriever_resources: [],
    created_at: 1767323045,
    agent_thoughts: [],
    message_files: [
      {
        id: 'f',
        filename: 'a.png',
        type: 'image',
        url: 'http://here/f',
        mime_type: 'image/png',
        size: 3,
        transfer_method: 'local_file',
        belongs_to: 'user',
        upload_file_id: 'f',
      },
    ],
    status: 'normal',
    error: null,
    extra_contents: [],
  });
});

test('a passage has every documented member, and an id of its own', () => {
  const passage = {
    ...{ id: 'r', position: 1, datasetId: null, datasetName: null, documentId: 'f' },
    ...{ documentName: 'a.txt', segmentId: 'f:1', score: 0.5, content: 'Hi' },
  };

  const { retriever_resources } = toMessage(
    { ...asked, retrieverResources: [passage] },
    { id: 'c', mode: 'CHAT' },
  );

  expect(retriever_resources).toMatchObject([
    { id: 'r', message_id: 'm', position: 1, document_name: 'a.txt', created_at: 1767323045 },
  ]);
});

test('an agent thinks as long as it answers, and once', () => {
  const agent = { id: 'c', mode: 'AGENT_CHAT' } as const;

  expect(toMessage(asked, agent).agent_thoughts).toEqual([]);
  expect(toMessage({ ...asked, answer: 'Hello.' }, agent).agent_thoughts).toEqual([
    {
      id: 't',
      chain_id: null,
      message_id: 'm',
      position: 1,
      thought: 'Hello.',
      tool: '',
      tool_labels: {},
      tool_input: '',
      created_at: 1767323045,
      observation: '',
      files: [],
    },
  ]);
});

test('the end of a stream tells of a file without an absent member', () => {
  const remote = {
    ...{ ...file, extension: '', declaredMimeType: '', size: null, url: null },
    ...{ remoteUrl: 'http://there/a', transferMethod: 'REMOTE_URL' as const },
  };

  expect([file, remote].map(toEndFile)).toEqual([
    {
      related_id: 'f',
      extension: '.png',
      filename: 'a.png',
      size: 3,
      mime_type: 'image/png',
      transfer_method: 'local_file',
      type: 'image',
      url: 'http://here/f',
      upload_file_id: 'f',
      remote_url: '',
    },
    {
      related_id: 'f',
      extension: '',
      filename: 'a.png',
      size: 0,
      mime_type: 'application/octet-stream',
      transfer_method: 'remote_url',
      type: 'image',
      url: 'http://there/a',
      upload_file_id: 'f',
      remote_url: 'http://there/a',
    },
  ]);
});

test('a conversation has every documented member', () => {
  const instant = '2026-01-02T03:04:05.678Z';
  const conversation = { name: 'n', inputs: {}, status: 'normal', introduction: 'i' };

  expect(
    toConversation({ id: 'c', ...conversation, createdAt: instant, updatedAt: instant }),
  ).toEqual({ id: 'c', ...conversation, created_at: 1767323045, updated_at: 1767323045 });
});
