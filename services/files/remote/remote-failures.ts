import { Failure } from '@tributary/runtime/failure';

const reason = 'remote_file_fetch_failed';

/** Whatever a remote server does wrong is its fault alone, and none of the caller's. */
export const toFetchFailure = (cause: unknown): Failure =>
  cause instanceof Failure
    ? cause
    : new Failure('UNAVAILABLE', 'the remote file cannot be fetched', { reason, cause });

export const notThere = (): Failure =>
  new Failure('NOT_FOUND', 'the remote file does not exist', { reason: 'remote_file_not_found' });

/** Whoever wants the content wants a fetch: that there is none is how it failed. */
export const toContentFailure = (cause: unknown): Failure =>
  cause instanceof Failure && cause.code === 'NOT_FOUND'
    ? new Failure('NOT_FOUND', cause.message, { reason })
    : toFetchFailure(cause);
