import { Failure } from '@tributary/runtime/failure';
import { difyStatuses, type ErrorBody, errorHeaders, readError } from '../dify-errors.ts';
import type { Reply } from '../endpoint.ts';
import { refusals } from '../face.ts';
import { retryAfterOf } from '../retry-after.ts';

const statuses = {
  ...difyStatuses,
  password_mismatch: 400,
  invalid_email: 400,
  email_code_error: 400,
  not_completion_app: 400,
  not_workflow_app: 400,
  not_setup: 401,
  authentication_failed: 401,
  invalid_or_expired_token: 401,
  web_sso_auth_required: 401,
  web_app_access_denied: 401,
  account_banned: 403,
  remote_file_upload_error: 500,
  account_not_found: 404,
  email_send_ip_limit: 429,
  email_code_login_rate_limit_exceeded: 429,
  email_password_reset_limit: 429,
  password_reset_rate_limit_exceeded: 429,
};

export interface WebErrorBody extends ErrorBody {
  /** The field that is wrong, of an `invalid_param`. */
  readonly params?: string;
}

/** A failure as the web app's pages branch on it. */
export function toErrorBody(failure: Failure): WebErrorBody {
  const error = readError(toDocumented(failure), statuses);
  const params = error.code === 'invalid_param' ? fieldOf(failure) : undefined;
  return params === undefined ? error : { ...error, params };
}

/** What is one and the same error in this API alone. */
const sameReasons = new Map<string, string>([
  // Whatever a remote server did.
  ['remote_file_fetch_failed', 'remote_file_upload_error'],
  // What is no form has no file. Types of bodies are told of only where JSON is asked for.
  [refusals.noForm, refusals.fileMissing],
]);

function toDocumented(failure: Failure): Failure {
  const reason = sameReasons.get(failure.reason ?? '');
  return reason ? new Failure(failure.code, failure.message, { reason }) : failure;
}

export function refuse(failure: Failure): Reply {
  const body = toErrorBody(failure);
  const headers = { ...errorHeaders(body), ...retryAfterOf(failure) };
  return { status: body.status, headers, body };
}

/** What fields of the graph are called in this API. */
const fieldNames: Readonly<Record<string, string>> = {
  email: 'email',
  password: 'password',
  code: 'code',
  token: 'token',
  newPassword: 'new_password',
  passwordConfirm: 'password_confirm',
  sessionId: 'user_id',
  url: 'url',
};

/** Messages begin with the field that they are about; what is checked here ends it with a colon. */
function fieldOf({ message }: Failure): string | undefined {
  const [, name = '', end] = /^(\w+)(\.|: | )/.exec(message) ?? [];
  return end === ' ' ? fieldNames[name] : name || undefined;
}
