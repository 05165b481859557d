import type { Viewer } from '@tributary/runtime/identity';
import DataLoader from 'dataloader';
import { type Model, trusted } from 'mongoose';
import type { MessageFilesRow } from './message-files.ts';

export interface FileReferencesOptions {
  collection: Model<MessageFilesRow>;
  viewer: Viewer;
}

export type FileReferences = ReturnType<typeof createFileReferences>;

/** Which files the messages of an app refer to: these the app may read. */
export function createFileReferences({ collection, viewer: { appId } }: FileReferencesOptions) {
  async function findUsed(ids: readonly string[]): Promise<boolean[]> {
    const rows = await collection
      .find({ appId })
      .where('fileIds', trusted({ $in: ids }))
      .select('fileIds')
      .lean<Pick<MessageFilesRow, 'fileIds'>[]>();
    const used = new Set(rows.flatMap(({ fileIds }) => fileIds));
    return ids.map((id) => used.has(id));
  }
  const ownUses = new DataLoader(findUsed, { maxBatchSize: 100 });

  /** Whether a message of the app that the viewer calls with refers to the file. */
  const isUsedByApp = async (fileId: string): Promise<boolean> =>
    appId !== undefined && ownUses.load(fileId);

  /** Whether a message of any app does. */
  const isUsed = async (fileId: string): Promise<boolean> =>
    (await collection.exists({ fileIds: fileId })) !== null;

  return { isUsedByApp, isUsed };
}
