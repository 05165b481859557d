import type { Viewer } from '@tributary/runtime/identity';
import { createRowLoader } from '@tributary/runtime/row-loader';
import type { Blobs } from './blobs.ts';
import type { Collections } from './collections.ts';
import type { Downloads } from './downloads.ts';
import { createFileReferences } from './file-references.ts';
import { createFiles } from './files.ts';
import { createMessageFiles } from './message-files.ts';
import type { SignedUrls } from './signed-urls.ts';
import type { Texts } from './texts.ts';
import type { UploadRules } from './upload-rules.ts';
import { createUploads, type OpenUpload, type UploadSource } from './uploads.ts';

export interface ContextOptions {
  collections: Collections;
  blobs: Blobs;
  rules: UploadRules;
  downloads: Downloads;
  signedUrls: SignedUrls;
  texts: Texts;
  uploadBytesMax: number;
  openUpload(source: UploadSource): AsyncIterable<Uint8Array>;
  viewer: Viewer;
  signal: AbortSignal;
}

export type Context = ReturnType<typeof createContext>;

/** The models of one request, for one viewer. */
export function createContext(options: ContextOptions) {
  const { collections, blobs, rules, downloads, signedUrls, texts, uploadBytesMax } = options;
  const { viewer, signal } = options;
  const files = createFiles({
    collection: collections.files,
    rows: createRowLoader(collections.files),
    references: createFileReferences({ collection: collections.messageFiles, viewer }),
    signedUrls,
    blobs,
    viewer,
  });
  const openUpload: OpenUpload = (subject) => options.openUpload({ subject, viewer, signal });
  return {
    viewer,
    files,
    uploads: createUploads({ files, blobs, rules, openUpload, uploadBytesMax, viewer }),
    messageFiles: createMessageFiles({
      collection: collections.messageFiles,
      rows: createRowLoader(collections.messageFiles),
      files,
      viewer,
    }),
    downloads,
    signedUrls,
    texts,
  };
}
