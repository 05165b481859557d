import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type S3Server, s3Credentials, startS3 } from '../../s3.ts';
import { type Services, startServices } from '../../services.ts';
import { askFile, createAccount, download, type Handle, upload } from './world.ts';

let s3: S3Server;
let services: Services;
beforeAll(async () => {
  s3 = await startS3();
  services = await startServices(['files'], { BLOB_URL: s3.url, ...s3Credentials });
});
afterAll(async () => {
  await services?.[Symbol.asyncDispose]();
  await s3?.[Symbol.asyncDispose]();
});

test('a file goes to the bucket in parts, and comes back whole and in ranges', async () => {
  const viewer = createAccount();
  const content = randomBytes(17_000_000);

  const file = await upload(services, viewer, { name: 'long.mp4', content });
  const known = await askFile<{ content: Handle }>(services, viewer, file.id, 'content');
  const handle = known?.content ?? { stream: '', ticket: '' };

  expect(file).toMatchObject({
    size: 17_000_000,
    sha256: createHash('sha256').update(content).digest('hex'),
  });
  expect(await s3.listKeys()).toHaveLength(1);
  expect((await download(services, viewer, handle)).equals(content)).toBe(true);
  const range = await download(services, viewer, handle, { start: 16_777_000, end: 16_778_000 });
  expect(range.equals(content.subarray(16_777_000, 16_778_001))).toBe(true);
});

test('what the bucket refuses is told with its reason, and nothing is left', async () => {
  const before = await s3.listKeys();
  s3.interfere(({ method }) =>
    method === 'PUT' ? { status: 403, code: 'AccessDenied' } : undefined,
  );

  const uploading = upload(services, createAccount(), { content: 'refused' });

  await expect(uploading).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    reason: 's3_permission_denied',
  });
  expect(await s3.listKeys()).toEqual(before);
});
