import { toConversation } from '@tributary/gateway/rest/dify-service/conversations';
import { toPreviewHeaders } from '@tributary/gateway/rest/dify-service/files';
import { toMessage } from '@tributary/gateway/rest/dify-service/messages';
import { expect, test } from 'vitest';

const file = {
  name: 'a (1).png',
  extension: 'png',
  declaredMimeType: 'image/png',
  size: 3,
  content: {},
};

test('an image is shown as what it is', () => {
  expect(toPreviewHeaders(file, false)).toEqual({
    'content-type': 'image/png',
    'cache-control': 'public, max-age=3600',
  });
});

test('a sound can be sought in', () => {
  const sound = { ...file, declaredMimeType: 'audio/mpeg' };

  expect(toPreviewHeaders(sound, false)).toEqual({
    'content-type': 'audio/mpeg',
    'cache-control': 'public, max-age=3600',
    'accept-ranges': 'bytes',
  });
});

test('an attachment is bytes with a name', () => {
  expect(toPreviewHeaders(file, true)).toEqual({
    'content-type': 'application/octet-stream',
    'cache-control': 'public, max-age=3600',
    'content-disposition': "attachment; filename*=UTF-8''a%20%281%29.png",
  });
});

test.each([
  { ...file, declaredMimeType: 'text/html' },
  { ...file, name: 'a.HTM', extension: 'htm' },
])('a page is never shown', (page) => {
  expect(toPreviewHeaders(page, false)).toMatchObject({
    'content-type': 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'content-disposition': expect.stringContaining('attachment'),
  });
});

test('a declared type that is none is bytes', () => {
  const odd = { ...file, declaredMimeType: 'image/png\r\nx: y' };

  expect(toPreviewHeaders(odd, false)['content-type']).toBe('application/octet-stream');
});

test('a message has every documented member', () => {
  const message = toMessage(
    {
      id: 'm',
      parentId: null,
      inputs: { a: 1 },
      text: 'Hi',
      answer: '',
      feedback: { rating: 'like' },
      retrieverResources: [],
      createdAt: '2026-01-02T03:04:05.678Z',
      status: 'NORMAL',
      error: null,
      files: [
        {
          id: 'f',
          name: 'a.png',
          kind: 'IMAGE',
          url: 'http://here/f',
          remoteUrl: null,
          declaredMimeType: 'image/png',
          size: 3,
          transferMethod: 'LOCAL_FILE',
        },
      ],
    },
    'c',
  );

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

test('a conversation has every documented member', () => {
  const instant = '2026-01-02T03:04:05.678Z';
  const conversation = { name: 'n', inputs: {}, status: 'normal', introduction: 'i' };

  expect(
    toConversation({ id: 'c', ...conversation, createdAt: instant, updatedAt: instant }),
  ).toEqual({ id: 'c', ...conversation, created_at: 1767323045, updated_at: 1767323045 });
});
