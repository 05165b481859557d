import { resolve } from 'node:path';
import { blobLocation } from '@tributary/files/blobs/blob-location';
import { ConfigError, readEnv } from '@tributary/runtime/config';
import { expect, test } from 'vitest';

const read = (url?: string) =>
  readEnv({ BLOB_URL: url }, { location: blobLocation('BLOB_URL') }).location;

test.each([
  ['file:some/blobs', resolve('some/blobs')],
  ['file:/var/blobs', '/var/blobs'],
  ['file:///var/blobs', '/var/blobs'],
])('%s is the folder %s', (url, folder) => {
  expect(read(url)).toEqual({ folder });
});

const amazon = { prefix: '', endpoint: undefined, region: undefined, forcePathStyle: false };

test.each([
  ['s3://contents', { bucket: 'contents' }],
  ['s3://contents/?region=eu-central-1', { bucket: 'contents', region: 'eu-central-1' }],
  ['s3://my.contents/a/b/', { bucket: 'my.contents', prefix: 'a/b/' }],
  [
    's3://contents/a?endpoint=http://127.0.0.1:9000&forcePathStyle=true',
    {
      bucket: 'contents',
      prefix: 'a/',
      endpoint: 'http://127.0.0.1:9000',
      forcePathStyle: true,
    },
  ],
])('%s is a bucket', (url, location) => {
  expect(read(url)).toEqual({ s3: { ...amazon, ...location } });
});

const form = 'BLOB_URL must be file:<path> or s3://<bucket>/<prefix>';
const settings = 'BLOB_URL takes endpoint, region and forcePathStyle, each once';

test.each([
  ['ftp://example', form],
  ['file:', form],
  ['/var/blobs', form],
  ['s3://', form],
  ['s3://a', form],
  ['s3://Contents', form],
  ['s3://key:secret@contents', form],
  ['s3://contents/%ff', form],
  ['s3://contents?bucket=b', settings],
  ['s3://contents?region=a&region=b', settings],
  ['s3://contents?endpoint=ftp://b', 'BLOB_URL endpoint must be an http or https address'],
  ['s3://contents?region=a/b', 'BLOB_URL region must be the name of a region'],
  ['s3://contents?forcePathStyle=1', 'BLOB_URL forcePathStyle must be true or false'],
])('%s is refused', (url, problem) => {
  expect(() => read(url)).toThrow(new ConfigError([problem]));
});

test('unset it says nothing', () => {
  expect(read()).toBeUndefined();
});
