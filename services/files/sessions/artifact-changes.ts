import { Failure } from '@tributary/runtime/failure';
import type {
  ArtifactChange,
  AttachmentSource,
  RegisterArtifactsInput,
} from '../generated/schema.ts';
import { toAttachmentType } from './attachment-names.ts';
import type { SessionFile } from './session-files.ts';
import type { StagedFile } from './staged-files.ts';
import { comparePaths, isIgnored, nameOfPath, toSessionPath } from './workspace-paths.ts';

/** What is said of one place in the workspace. */
export interface WorkspaceChange {
  path: string;
  name: string;
  stagedId: string | null;
  mimeType: string;
  source: AttachmentSource;
}

const changesMax = 500;
const labelLengthMax = 255;

const refuse = (message: string): Failure => new Failure('BAD_INPUT', message);

const hasRepeats = (items: readonly unknown[]): boolean => new Set(items).size !== items.length;

/** The changes that count, checked and by path. */
export function readChanges({ changes, nodeId, hook }: RegisterArtifactsInput): WorkspaceChange[] {
  if (changes.length > changesMax) throw refuse(`at most ${changesMax} changes at once`);
  if (nodeId.length > labelLengthMax || hook.length > labelLengthMax) {
    throw refuse(`nodeId and hook have at most ${labelLengthMax} characters`);
  }
  const read = changes
    .filter(({ path }) => !isIgnored(path))
    .map(({ path, stagedId, mimeType, source }) => {
      const name = nameOfPath(path);
      return {
        ...{ path: toSessionPath(path), name, stagedId: stagedId ?? null },
        mimeType: toAttachmentType(mimeType, name),
        source: source ?? 'WORKSPACE',
      };
    });
  const stagedIds = read.flatMap(({ stagedId }) => stagedId ?? []);
  if (hasRepeats(read.map(({ path }) => path)) || hasRepeats(stagedIds)) {
    throw refuse('each path and each staged file may be named once');
  }
  return read.sort((one, other) => comparePaths(one.path, other.path));
}

/** What a change means for what is known of its place; nothing when that is so already. */
export function decide(
  known: SessionFile | undefined,
  staged: StagedFile | undefined,
): ArtifactChange | undefined {
  const isThere = known !== undefined && !known.isDeleted;
  if (!staged) return isThere ? 'DELETED' : undefined;
  // The answer to an earlier call was lost.
  if (staged.isUsed) return undefined;
  if (!isThere) return 'CREATED';
  return known.sha256 === staged.sha256 ? undefined : 'UPDATED';
}
