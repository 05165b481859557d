import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { createTurns, type Turns } from '@tributary/runtime/turns';
import { unknownType } from '../content-type.ts';
import { ownerOf } from '../fair-turns.ts';
import type { FileProgress, Report } from '../file-progress.ts';
import { extensionOf, kindOf } from '../file-types.ts';
import { checkOwner, type File, type NewFile } from '../files.ts';
import type { FileKind, ImportFileInput, RemoteFile } from '../generated/schema.ts';
import { peek } from '../peek.ts';
import type { Uploads } from '../uploads.ts';
import { NameFailure } from './network-guard.ts';
import { type RemoteFetches, type RemoteHead, readRemoteUrl } from './remote-fetches.ts';
import { nameAddress, nameContent } from './remote-names.ts';

export interface RemoteFilesOptions {
  fetches: RemoteFetches;
  uploads: Pick<Uploads, 'store'>;
  progress: Pick<FileProgress, 'run'>;
  viewer: Viewer;
  /** Aborts when nobody waits any more. */
  signal: AbortSignal;
}

export type RemoteFiles = ReturnType<typeof createRemoteFiles>;

const probeMsMax = 3000;
/** Of one message, at once. */
const probesMax = 10;
const typeLengthMax = 255;
/** So many bytes show of what type a content is. */
const headLength = 4100;

/** Files that other servers have, as far as the guard lets anybody get there. */
export function createRemoteFiles(options: RemoteFilesOptions) {
  const { fetches, uploads, progress, viewer, signal } = options;
  const asker = { owner: ownerOf(viewer), signal };

  /** What its server tells of a file. */
  async function read(address: string): Promise<RemoteFile> {
    const { contentType, size } = await fetches.readHead(readRemoteUrl(address), asker);
    return { mimeType: contentType?.slice(0, typeLengthMax) || unknownType, size: size ?? null };
  }

  async function store(url: URL, report: Report): Promise<File> {
    await using content = await fetches.openContent(url, asker);
    if (content.size !== undefined) report.total(content.size);
    await using source = await peek(content.bytes, headLength);
    const named = await nameContent(content, source.head);
    return await uploads.store({ ...named, bytes: source.bytes, remoteUrl: url.href }, report);
  }

  /** A file of the viewer with the content that is there now. */
  async function importFile({ url, uploadId }: ImportFileInput): Promise<{ file: File }> {
    checkOwner(viewer);
    const target = readRemoteUrl(url);
    return { file: await progress.run(uploadId, (report) => store(target, report)) };
  }

  /** A server that cannot be asked may be there for whoever reads the file. */
  async function findHead(url: URL, turns: Turns, ended: AbortSignal): Promise<RemoteHead> {
    try {
      using _turn = await turns.take(ended);
      return await fetches.readHead(url, { ...asker, signal: ended });
    } catch (error) {
      const isRefused = error instanceof Failure && error.code === 'BAD_INPUT';
      if (isRefused && !(error instanceof NameFailure)) throw error;
      return { url, contentType: undefined, contentDisposition: undefined, size: undefined };
    }
  }

  /** What is known of files whose content stays where it is, found out in the time for one. */
  async function probe(
    references: readonly { url: string; kind?: FileKind | null | undefined }[],
  ): Promise<NewFile[]> {
    const ended = AbortSignal.any([signal, AbortSignal.timeout(probeMsMax)]);
    const turns = createTurns(probesMax);
    const targets = references.map(({ url, kind }) => ({
      address: url,
      url: readRemoteUrl(url),
      kind,
    }));
    return Promise.all(
      targets.map(async ({ address, url, kind }) => {
        const head = await findHead(url, turns, ended);
        const { name, mimeType } = nameAddress(head);
        const extension = extensionOf(name);
        return {
          ...{ name, extension, mimeType, declaredMimeType: mimeType, sha256: null },
          ...{ size: head.size ?? null, kind: kind ?? kindOf(extension), remoteUrl: address },
        };
      }),
    );
  }

  return { read, importFile, probe };
}
