import { S3ServiceException } from '@aws-sdk/client-s3';
import { Failure } from '@tributary/runtime/failure';
import { goneFailure } from './blob-storage.ts';

const refusals = new Set([
  ...['AccessDenied', 'AllAccessDisabled', 'ExpiredToken', 'InvalidAccessKeyId', 'InvalidToken'],
  ...['SignatureDoesNotMatch', 'CredentialsProviderError', 'TokenRefreshRequired'],
]);

/** As documented: where the storage refuses, nothing is wrong with what was asked for. */
export function toS3Failure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const name = error instanceof Error ? error.name : '';
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  if (name === 'NoSuchKey') return goneFailure(error);
  if (name === 'EntityTooLarge' || status === 413) {
    return failure('s3_file_too_large', 'the storage does not take a file of this size', error);
  }
  if (refusals.has(name) || status === 401 || status === 403) {
    return failure('s3_permission_denied', 'the storage refuses the access', error);
  }
  return failure('s3_connection_failed', 'the storage does not answer', error);
}

const failure = (reason: string, message: string, cause: unknown): Failure =>
  new Failure('UNAVAILABLE', message, { reason, cause });

/** That a server cannot list or abort multipart uploads means that it has none to remove. */
export const isUnsupported = (error: unknown): boolean =>
  error instanceof S3ServiceException &&
  (['NotImplemented', 'MethodNotAllowed'].includes(error.name) ||
    [405, 501].includes(error.$metadata.httpStatusCode ?? 0));
