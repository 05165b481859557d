import { Failure } from '@tributary/runtime/failure';

/** In which the runs of a session work; all paths of a session are below it. */
export const workspaceFolder = 'code_workspace';
export const attachmentsFolder = `${workspaceFolder}/attachments`;

const bytesMax = 1_024;

const isPart = (part: string): boolean => !['', '.', '..'].includes(part);

/** A path below the workspace, checked, as one below the session's folder. */
export function toSessionPath(path: string): string {
  const isSafe =
    Buffer.byteLength(path) <= bytesMax &&
    path.isWellFormed() &&
    !/[\\\p{Cc}\p{Zl}\p{Zp}]/u.test(path) &&
    path.split('/').every(isPart);
  if (!isSafe) {
    throw new Failure('BAD_INPUT', `not a path of a workspace, of at most ${bytesMax} bytes`);
  }
  return `${workspaceFolder}/${path}`;
}

/** What is no work of a run: uploads, and what the interpreter keeps for itself. */
export const isIgnored = (path: string): boolean =>
  /^(?:attachments|__pycache__)(?:\/|$)/.test(path);

export const toRelativePath = (path: string): string => path.slice(workspaceFolder.length + 1);

export const nameOfPath = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** In the order of their characters, as the store sorts them. */
export const comparePaths = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));

/** How a session's folder is called in an archive. */
export const folderOf = (sessionId: string): string =>
  sessionId.startsWith('session_') ? sessionId : `session_${sessionId}`;
