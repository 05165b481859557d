import { createBlobKeys } from '@tributary/files/blobs/blob-keys';
import { type BlobLocation, openBlobStorage } from '@tributary/files/blobs/blob-location';
import { createBlobs, type StoredBlob } from '@tributary/files/blobs/blobs';
import { openCollections } from '@tributary/files/collections';
import { silentLog } from '@tributary/runtime/log';
import { openStore } from '@tributary/runtime/store';

export interface ContentsOptions {
  mongoUrl: string;
  location: BlobLocation;
}

export type Contents = Awaited<ReturnType<typeof openContents>>;

/** The contents of a files service, without the service. */
export async function openContents({ mongoUrl, location }: ContentsOptions) {
  const store = await openStore({ url: mongoUrl, database: 'files', log: silentLog });
  const { blobs: rows, blobKeys: keys } = await openCollections(store);
  const storage = await openBlobStorage(location);
  const gone: string[] = [];
  const blobs = createBlobs({
    ...{ collection: rows, keyCollection: keys, transact: store.transact, storage },
    log: silentLog,
    async onGone(sha256) {
      gone.push(sha256);
    },
  });

  const put = (source: AsyncIterable<Uint8Array>, bytesMax = 100_000_000): Promise<StoredBlob> =>
    blobs.store(source, { bytesMax }, async (blob) => blob);

  return {
    ...{ store, rows, keys, storage, blobs, gone, put },
    sweep: createBlobKeys({ collection: keys, storage, log: silentLog }).sweep,
    /** What the store says of the content, without its checksums. */
    readRow: (sha256: string) => rows.findById(sha256).select('key size references').lean(),
    refer: (sha256: string) => store.transact((session) => blobs.refer(sha256, session)),
    release: (sha256: string) => store.transact((session) => blobs.release(sha256, session)),
    async [Symbol.asyncDispose]() {
      await blobs[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** Bytes as a stream gives them. */
export async function* inPieces(content: Uint8Array, length = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += length) yield content.subarray(at, at + length);
}
