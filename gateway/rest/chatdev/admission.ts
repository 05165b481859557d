import { Failure } from '@tributary/runtime/failure';
import type { Log } from '@tributary/runtime/log';
import { toMimeType } from '@tributary/runtime/mime-type';
import { readBearer, readSession } from '../../identity/credentials.ts';
import type { Principal, Sender } from '../../identity/identity.ts';
import type { Arrival, Gatekeepers } from '../face.ts';
import { correlationOf } from './correlation.ts';
import { stepsOut } from './path-guard.ts';

export interface AdmissionOptions {
  /** Whether only accounts may call; otherwise the id of a session is the permission. */
  readonly isAuthRequired: boolean;
  readonly log: Log;
}

const sessionIdPattern = /^[A-Za-z0-9_-]{1,128}$/;
const takenTypes: readonly string[] = ['application/json', 'multipart/form-data'];
const sendingMethods: readonly string[] = ['POST', 'PUT', 'PATCH'];

/** Checks the head of a call, the id of the session first, and finds out who makes it. */
export async function admit(
  arrival: Arrival,
  gatekeepers: Gatekeepers,
  options: AdmissionOptions,
): Promise<Principal> {
  const { method, params, sender } = arrival;
  refuseSteps(arrival, options);
  if (params.session_id !== undefined && !sessionIdPattern.test(params.session_id)) {
    throw suspicious(sender, options, 'session id has characters that are not allowed');
  }
  if (
    sendingMethods.includes(method) &&
    !takenTypes.includes(toMimeType(sender.headers['content-type']))
  ) {
    throw new Failure('BAD_INPUT', 'the content type must be JSON or multipart/form-data');
  }
  return options.isAuthRequired
    ? findAccount(sender, gatekeepers)
    : findAnybody(sender, gatekeepers);
}

export function refuseSteps({ path, sender }: Arrival, options: AdmissionOptions): void {
  if (stepsOut(path)) throw suspicious(sender, options, 'the path may not step out of a folder');
}

function suspicious({ headers, ip }: Sender, { log }: AdmissionOptions, message: string): Failure {
  log.warn({ correlationId: correlationOf(headers), ip, refusal: message }, 'suspicious request');
  return new Failure('BAD_INPUT', message);
}

/** Of a browser, only what a page of our own sends: any other could send its cookies too. */
const tokenOf = (sender: Sender): string | undefined =>
  readBearer(sender) ?? (sender.isForeign ? undefined : readSession(sender));

async function findAccount(sender: Sender, { identity }: Gatekeepers): Promise<Principal> {
  const token = tokenOf(sender);
  if (token === undefined) throw new Failure('UNAUTHENTICATED', 'an access token is needed');
  return identity.verifyAccessToken(token, sender);
}

/** Nothing hangs on the account here, so that its token may end before what it began. */
async function findAnybody(sender: Sender, { identity }: Gatekeepers): Promise<Principal> {
  const token = tokenOf(sender);
  if (token === undefined) return identity.toAnonymous(sender);
  try {
    const { viewer } = await identity.verifyAccessToken(token, sender);
    return { viewer, credential: undefined };
  } catch (error) {
    if (error instanceof Failure && refusalCodes.includes(error.code)) {
      return identity.toAnonymous(sender);
    }
    throw error;
  }
}

const refusalCodes: readonly string[] = ['UNAUTHENTICATED', 'FORBIDDEN'];
