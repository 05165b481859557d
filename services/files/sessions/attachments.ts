import type { Model } from 'mongoose';
import type { Blobs } from '../blobs/blobs.ts';
import type { UploadAttachmentInput } from '../generated/schema.ts';
import { type OpenUpload, readUpload } from '../uploads.ts';
import { toAttachmentName, toAttachmentType } from './attachment-names.ts';
import type { SessionAccess } from './session-access.ts';
import { newArtifactId, newAttachmentId, type SessionFile } from './session-files.ts';
import type { SessionRow, Sessions } from './sessions.ts';
import { attachmentsFolder } from './workspace-paths.ts';

export interface AttachmentsOptions {
  collection: Model<SessionFile>;
  sessionCollection: Model<SessionRow>;
  sessions: Sessions;
  access: SessionAccess;
  blobs: Blobs;
  openUpload: OpenUpload;
  uploadBytesMax: number;
}

export type Attachments = ReturnType<typeof createAttachments>;

/** Files that a client brings into a session. The same bytes twice are two attachments. */
export function createAttachments(options: AttachmentsOptions) {
  const { collection, sessionCollection, sessions, access, blobs, openUpload } = options;
  const { uploadBytesMax: bytesMax } = options;

  async function upload({ sessionId, file }: UploadAttachmentInput) {
    const { stream, name: given, mimeType } = readUpload(file);
    // Before a byte is read: from here on the session does not end without a trace.
    await access.use(sessionId);
    const name = toAttachmentName(given);
    const id = newAttachmentId();
    const now = new Date();
    const fixed = {
      ...{ _id: id, artifactId: newArtifactId(), sessionId, name },
      path: `${attachmentsFolder}/${id}/${name}`,
      mimeType: toAttachmentType(mimeType, name),
      source: 'USER_UPLOAD' as const,
      ...{ nodeId: null, hook: null, runId: null, runIds: [], isDeleted: false },
      ...{ createdAt: now, updatedAt: now },
    };
    const source = openUpload(stream);
    return blobs.store(source, { bytesMax }, async ({ sha256, size }, session) => {
      const row = await sessions.enter(sessionId, session);
      sessions.checkRoom(row, 1);
      const place = row.fileCount + 1;
      await sessionCollection.updateOne(
        { _id: sessionId },
        { $inc: { fileCount: 1 } },
        { session },
      );
      const attachment: SessionFile = { ...fixed, sha256, size, place };
      await collection.create([attachment], { session });
      return { attachment };
    });
  }

  return { upload };
}
