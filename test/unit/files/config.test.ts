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
    blobs: { folder: resolve('.data/blobs') },
    publicUrl: 'http://127.0.0.1:4000',
    uploadBytesMax: 107_374_182_400,
    fileMebibytesMax: 15,
    imageMebibytesMax: 10,
    audioMebibytesMax: 50,
    videoMebibytesMax: 100,
    uploadExtensionBlacklist: [],
    remoteFilesAllow: expect.any(Object),
    artifactDataUri: 'on',
    isCleaningAttachments: false,
  });
});

test('blacklisted extensions are meant without their dots and their case', () => {
  const config = readConfig({ ...env, UPLOAD_FILE_EXTENSION_BLACKLIST: '.EXE, bat,,sh' });

  expect(config.uploadExtensionBlacklist).toEqual(['exe', 'bat', 'sh']);
});

test('every bad variable is named', () => {
  const bad = { MAX_UPLOAD_BYTES: '0', BLOB_URL: 'ftp://example', PUBLIC_URL: 'example' };

  expect(() => readConfig(bad)).toThrow(
    new ConfigError([
      'IDENTITY_SECRET is required',
      'BLOB_URL must be file:<path> or s3://<bucket>/<prefix>',
      'PUBLIC_URL must be a URL that begins with http: or https:',
      `MAX_UPLOAD_BYTES must be a whole number from 1 to ${Number.MAX_SAFE_INTEGER}`,
    ]),
  );
});
