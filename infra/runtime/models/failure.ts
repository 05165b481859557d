import { APICallError, LoadAPIKeyError, NoSuchModelError } from '@ai-sdk/provider';
import { RetryError } from 'ai';
import { Failure } from '../failure.ts';

/** The documented APIs' codes for a model call that fails. */
export type ModelFailureReason =
  | 'provider_not_initialize'
  | 'provider_quota_exceeded'
  | 'model_currently_not_support'
  | 'completion_request_error';

const texts: Record<ModelFailureReason, string> = {
  provider_not_initialize: 'the model provider refuses the credentials',
  provider_quota_exceeded: "the model provider's quota is used up",
  model_currently_not_support: 'the model provider does not know the model',
  completion_request_error: 'the model call failed',
};

/** What a failed model call means; the provider's own words stay in the cause. */
export function toModelFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const cause = RetryError.isInstance(error) ? error.lastError : error;
  const reason = reasonOf(cause);
  return new Failure('BAD_INPUT', texts[reason], { reason, cause });
}

function reasonOf(error: unknown): ModelFailureReason {
  if (LoadAPIKeyError.isInstance(error)) return 'provider_not_initialize';
  if (NoSuchModelError.isInstance(error)) return 'model_currently_not_support';
  if (!APICallError.isInstance(error)) return 'completion_request_error';
  if (error.statusCode === 401 || error.statusCode === 403) return 'provider_not_initialize';
  if (error.statusCode === 402 || error.statusCode === 429) return 'provider_quota_exceeded';
  if (error.statusCode === 404) return 'model_currently_not_support';
  return 'completion_request_error';
}
