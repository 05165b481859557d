import type { AttachmentSource } from '../generated/schema.ts';
import { attachmentKindOf } from './attachment-names.ts';
import type { SessionFile } from './session-files.ts';
import { attachmentsFolder, toRelativePath } from './workspace-paths.ts';

export const manifestPath = `${attachmentsFolder}/attachments_manifest.json`;

const sources: Readonly<Record<AttachmentSource, string>> = {
  USER_UPLOAD: 'user_upload',
  WORKSPACE: 'workspace',
  MODEL_OUTPUT: 'model_output',
};

/** What the documented list of a session's attachments says of one, without its short form. */
export function toManifestEntry(file: SessionFile) {
  const { _id: id, mimeType, name, size, sha256, path, source, nodeId, hook, sessionId } = file;
  const isWorkspace = source === 'WORKSPACE';
  const workspacePath = toRelativePath(path);
  return {
    kind: attachmentKindOf(mimeType).toLowerCase(),
    description: null,
    ref: { attachment_id: id, mime_type: mimeType, name, size, sha256, local_path: path },
    extra: {
      source: sources[source],
      ...(source === 'USER_UPLOAD' && { origin: 'web_upload' }),
      session_id: sessionId,
      workspace_path: workspacePath,
      storage: isWorkspace ? 'reference' : 'copy',
      ...(hook !== null && { hook }),
      ...(nodeId !== null && { node_id: nodeId }),
      ...(isWorkspace && { relative_path: workspacePath }),
    },
  };
}

/** The text of the manifest; the files are in the order in which they came. */
export function toManifest(files: readonly SessionFile[]): string {
  const entries = files.map((file) => [file._id, toManifestEntry(file)]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}
