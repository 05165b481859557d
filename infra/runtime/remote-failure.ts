import { headers, type Msg, type MsgHdrs } from 'nats';
import { z } from 'zod';
import { Failure, isFailureCode } from './failure.ts';
import type { Log } from './log.ts';

const errorHeader = 'Error';
const bodySchema = z.object({ message: z.string(), reason: z.string().optional() });
const messageLengthMax = 4096;

/** The failure that stands for any error; one that nobody foresaw is a bug, and logged as such. */
export function toFailure(error: unknown, log: Log): Failure {
  if (error instanceof Failure) return error;
  log.error({ err: error }, 'unforeseen error');
  return new Failure('INTERNAL', 'internal error', { cause: error });
}

/** A failure as it crosses the bus. */
export function encodeFailure(failure: Failure): { data: Uint8Array; headers: MsgHdrs } {
  const { code, message, reason } = failure;
  const fields = headers();
  fields.set(errorHeader, code);
  // Standard NATS tools count the errors of a service by this one.
  fields.set('Nats-Service-Error-Code', String(failure.status));
  const body = JSON.stringify({ message: message.slice(0, messageLengthMax), reason });
  return { headers: fields, data: new TextEncoder().encode(body) };
}

/** The failure that a message carries, if it carries one. */
export function decodeFailure(message: Msg): Failure | undefined {
  const code = message.headers?.get(errorHeader);
  if (!code) return undefined;
  if (!isFailureCode(code)) return new Failure('INTERNAL', 'the peer sent an unknown error');
  const { message: text, reason } = bodySchema.parse(message.json());
  return new Failure(code, text, { reason });
}
