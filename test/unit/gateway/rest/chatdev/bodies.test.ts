import { toArtifactEvent } from '@tributary/gateway/rest/chatdev/artifact-events';
import { folderOf, toMeta, toStreamHeaders } from '@tributary/gateway/rest/chatdev/artifacts';
import { toEntry } from '@tributary/gateway/rest/chatdev/attachments';
import type { AttachmentPartsFragment } from '@tributary/gateway/rest/chatdev/generated/operations';
import { expect, test } from 'vitest';

const sha256 = 'ab'.repeat(32);

test('an event has the names of both generations of the API', () => {
  const event = toArtifactEvent({
    ...{ id: '0f'.repeat(16), sequence: 17, change: 'UPDATED', artifactId: 'art_1' },
    ...{ attachmentId: 'att_1', nodeId: 'python_runner', hook: 'workspace_scan' },
    ...{ name: 'result.json', path: 'code_workspace/out/result.json' },
    ...{ relativePath: 'out/result.json', size: 2048, mimeType: 'application/json', sha256 },
    createdAt: '2024-11-27T09:31:40.120Z',
  });

  expect(event).toEqual({
    ...{ event_id: '0f'.repeat(16), sequence: 17, artifact_id: 'art_1', attachment_id: 'att_1' },
    ...{ node_id: 'python_runner', path: 'code_workspace/out/result.json' },
    ...{ relative_path: 'out/result.json', workspace_path: 'code_workspace/out/result.json' },
    ...{ file_name: 'result.json', size: 2048, mime: 'application/json' },
    ...{ mime_type: 'application/json', hash: `sha256:${sha256}`, sha256 },
    ...{ timestamp: 1732699900, created_at: 1732699900.12, change_type: 'updated' },
    data_uri: null,
    extra: {
      ...{ node_id: 'python_runner', relative_path: 'out/result.json', hook: 'workspace_scan' },
    },
  });
});

const attachment: AttachmentPartsFragment = {
  ...{ id: 'att_x', name: 'spec.md', mimeType: 'text/markdown', size: 12, sha256 },
  ...({ kind: 'FILE', source: 'USER_UPLOAD' } as const),
  ...{ description: null, nodeId: null, hook: null },
  path: 'code_workspace/attachments/att_x/spec.md',
};

test('an upload is listed flat and as a record', () => {
  expect(toEntry(attachment, 's-1')).toEqual({
    ...{ attachment_id: 'att_x', name: 'spec.md', mime: 'text/markdown' },
    ...{ mime_type: 'text/markdown', size: 12, source: 'user_upload', kind: 'file' },
    description: null,
    ref: {
      ...{ attachment_id: 'att_x', mime_type: 'text/markdown', name: 'spec.md', size: 12, sha256 },
      local_path: 'code_workspace/attachments/att_x/spec.md',
    },
    extra: {
      ...{ source: 'user_upload', origin: 'web_upload', session_id: 's-1', storage: 'copy' },
      workspace_path: 'attachments/att_x/spec.md',
    },
  });
});

test('the record of a file that a run made says where from', () => {
  const scanned = {
    ...attachment,
    ...({ source: 'WORKSPACE', kind: 'IMAGE' } as const),
    ...{ nodeId: 'n', hook: 'workspace_scan', path: 'code_workspace/a/b.png' },
  };
  const generated = { ...scanned, source: 'MODEL_OUTPUT', hook: null } as const;

  expect(toEntry(scanned, 's')).toMatchObject({ source: 'workspace', kind: 'image' });
  expect(toEntry(scanned, 's').extra).toEqual({
    ...{ source: 'workspace', session_id: 's', workspace_path: 'a/b.png', storage: 'reference' },
    ...{ hook: 'workspace_scan', node_id: 'n', relative_path: 'a/b.png' },
  });
  expect(toEntry(generated, 's').extra).toEqual({
    ...{ source: 'model_output', session_id: 's', workspace_path: 'a/b.png', storage: 'copy' },
    node_id: 'n',
  });
});

test('the metadata of an artifact name it as it was asked for', () => {
  const path = 'code_workspace/result.json';
  const artifact = { attachmentId: 'att_1', name: 'result.json', mimeType: 'application/json' };

  expect(toMeta({ ...artifact, size: 2, sha256, path, dataUri: null }, 'att_1')).toEqual({
    ...{ artifact_id: 'att_1', attachment_id: 'att_1', name: 'result.json', size: 2 },
    ...{ mime: 'application/json', mime_type: 'application/json', sha256 },
    ...{ hash: `sha256:${sha256}`, path, local_path: path, data_uri: null, extra: {} },
  });
});

const common = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': 'sandbox',
  'cache-control': 'no-store',
};

test.each([
  ['a.html', 'text/html', false, 'text/html; charset=utf-8', `"a.html"; filename*=UTF-8''a.html`],
  ['a.svg', 'image/svg+xml', true, 'image/svg+xml', `"a.svg"; filename*=UTF-8''a.svg`],
  [
    ...(['😀"\\.png', 'image/png\r\nX: y', false, 'application/octet-stream'] as const),
    `"?\\"\\\\.png"; filename*=UTF-8''%F0%9F%98%80%22%5C.png`,
  ],
] as const)(
  'the bytes of %s come sandboxed and with a quoted name',
  (name, mimeType, asAttachment, type, filename) => {
    expect(toStreamHeaders({ name, mimeType }, asAttachment)).toEqual({
      ...common,
      'content-type': type,
      'content-disposition': `${asAttachment ? 'attachment' : 'inline'}; filename=${filename}`,
    });
  },
);

test('what begins the name of a folder is not doubled', () => {
  expect([folderOf('a-1'), folderOf('session_a')]).toEqual(['session_a-1', 'session_a']);
});
