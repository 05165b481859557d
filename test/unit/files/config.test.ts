import { resolve } from 'node:path';
import { readConfig } from '@tributary/files/config';
import { ConfigError } from '@tributary/runtime/config';
import { expect, test } from 'vitest';

const identitySecret = 'a secret of more than 32 characters';
const env = { IDENTITY_SECRET: identitySecret };

test('without variables everything is below .data and on this machine', () => {
  expect(readConfig(env)).toEqual({
    identitySecret,
    logLevel: 'info',
    natsUrls: ['nats://127.0.0.1:4222'],
    mongodbUrl: 'mongodb://127.0.0.1:27017',
    blobFolder: resolve('.data/blobs'),
    publicUrl: 'http://127.0.0.1:4000',
    uploadBytesMax: 536_870_912,
  });
});

test.each([
  ['file:some/blobs', resolve('some/blobs')],
  ['file:/var/blobs', '/var/blobs'],
  ['file:///var/blobs', '/var/blobs'],
])('%s is the folder %s', (url, folder) => {
  expect(readConfig({ ...env, BLOB_URL: url }).blobFolder).toBe(folder);
});

test('every bad variable is named', () => {
  const bad = { MAX_UPLOAD_BYTES: '0', BLOB_URL: 'ftp://example', PUBLIC_URL: 'example' };

  expect(() => readConfig(bad)).toThrow(
    new ConfigError([
      'IDENTITY_SECRET is required',
      'BLOB_URL must be a URL that begins with file:',
      'PUBLIC_URL must be a URL that begins with http: or https:',
      `MAX_UPLOAD_BYTES must be a whole number from 1 to ${Number.MAX_SAFE_INTEGER}`,
    ]),
  );
});
