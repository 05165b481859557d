import { resolve } from 'node:path';
import type { Variable } from '@tributary/runtime/config';
import { z } from 'zod';
import type { BlobStorage } from './blob-storage.ts';
import { openDiskStorage } from './disk-storage.ts';

/** A bucket in any server that speaks as S3 does. */
export interface S3Location {
  bucket: string;
  /** What every key begins with: empty, or a path that ends with a slash. */
  prefix: string;
  /** Undefined for Amazon's own. */
  endpoint: string | undefined;
  /** Undefined where the library finds it in its own settings. */
  region: string | undefined;
  /** The bucket is in the path of the addresses and not in their host. */
  forcePathStyle: boolean;
}

/** Where contents are kept. */
export type BlobLocation = { folder: string } | { s3: S3Location };

const form = 'must be file:<path> or s3://<bucket>/<prefix>';
const settingsForm = 'takes endpoint, region and forcePathStyle, each once';
const bucketPattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** The characters that every server takes in a key. */
const prefixPattern = /^[\w!.*'()/-]*$/;

const isHttp = (text: string): boolean =>
  URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);

const settingsSchema = z.strictObject(
  {
    endpoint: z.string().refine(isHttp, 'endpoint must be an http or https address').optional(),
    region: z
      .string()
      .regex(/^[\w-]+$/, 'region must be the name of a region')
      .optional(),
    forcePathStyle: z.enum(['true', 'false'], 'forcePathStyle must be true or false').optional(),
  },
  settingsForm,
);

/** `s3://bucket/prefix?endpoint=…&region=…&forcePathStyle=true` */
function readS3(address: string): S3Location | string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || url.username || url.port || url.hash) return form;
  if (!bucketPattern.test(url.hostname) || !prefixPattern.test(url.pathname)) return form;
  const given = [...url.searchParams];
  const settings = settingsSchema.safeParse(Object.fromEntries(given));
  if (!settings.success) return settings.error.issues.map(({ message }) => message).join(', ');
  if (given.length > Object.keys(settings.data).length) return settingsForm;
  const { endpoint, region, forcePathStyle } = settings.data;
  const path = url.pathname.replace(/^\/+|\/+$/g, '');
  return {
    bucket: url.hostname,
    prefix: path === '' ? '' : `${path}/`,
    endpoint,
    region,
    forcePathStyle: forcePathStyle === 'true',
  };
}

/** Where a URL says; the path of a folder may be relative. */
function readLocation(url: string): BlobLocation | string {
  if (url.startsWith('s3://')) {
    const read = readS3(url);
    return typeof read === 'string' ? read : { s3: read };
  }
  const [, folder = ''] = /^file:(?:\/\/(?=\/))?(.+)$/.exec(url) ?? [];
  return folder === '' ? form : { folder: resolve(folder) };
}

/** The variable that says where contents are kept. */
export function blobLocation(name: string): Variable<BlobLocation | undefined> {
  const schema = z.string().transform((url, context) => {
    const location = readLocation(url);
    if (typeof location !== 'string') return location;
    context.addIssue({ code: 'custom', message: location });
    return z.NEVER;
  });
  return { name, schema: schema.optional() };
}

export async function openBlobStorage(location: BlobLocation): Promise<BlobStorage> {
  if ('folder' in location) return openDiskStorage(location.folder);
  // A process that keeps its contents on a disk does without the library.
  const { createS3Storage } = await import('./s3-storage.ts');
  return createS3Storage(location.s3);
}
