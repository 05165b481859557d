import type { Document } from 'bson';

/** MongoDB's own numbers and names: drivers and mongoose decide by them. */
const names = {
  1: 'InternalError',
  2: 'BadValue',
  9: 'FailedToParse',
  13: 'Unauthorized',
  14: 'TypeMismatch',
  20: 'IllegalOperation',
  26: 'NamespaceNotFound',
  27: 'IndexNotFound',
  28: 'PathNotViable',
  40: 'ConflictingUpdateOperators',
  43: 'CursorNotFound',
  48: 'NamespaceExists',
  50: 'MaxTimeMSExpired',
  52: 'DollarPrefixedFieldName',
  59: 'CommandNotFound',
  66: 'ImmutableField',
  67: 'CannotCreateIndex',
  72: 'InvalidOptions',
  73: 'InvalidNamespace',
  85: 'IndexOptionsConflict',
  86: 'IndexKeySpecsConflict',
  112: 'WriteConflict',
  115: 'CommandNotSupported',
  146: 'ExceededMemoryLimit',
  168: 'InvalidPipelineOperator',
  171: 'CannotIndexParallelArrays',
  225: 'TransactionTooOld',
  251: 'NoSuchTransaction',
  256: 'TransactionCommitted',
  263: 'OperationNotSupportedInTransaction',
  292: 'QueryExceededMemoryLimitNoDiskUseAllowed',
  10334: 'BSONObjectTooLarge',
  11000: 'DuplicateKey',
  40415: 'IDLUnknownField',
} as const;

export type FailureCode = keyof typeof names;

/** An error as MongoDB would report it; the only kind that reaches a client with its text. */
export class MongoFailure extends Error {
  readonly code: FailureCode;
  readonly labels: string[];
  readonly details: Document;

  constructor(code: FailureCode, message: string, details: Document = {}, labels: string[] = []) {
    super(message);
    this.code = code;
    this.labels = labels;
    this.details = details;
  }

  get codeName(): string {
    return names[this.code];
  }
}

export const transientFailure = (code: FailureCode, message: string) =>
  new MongoFailure(code, message, {}, ['TransientTransactionError']);

/** The body of a failed command. */
export function toErrorReply(error: unknown): Document {
  if (error instanceof MongoFailure) {
    const { code, codeName, message, labels, details } = error;
    const errorLabels = labels.length > 0 ? { errorLabels: labels } : {};
    return { ok: 0, errmsg: message, code, codeName, ...details, ...errorLabels };
  }
  return { ok: 0, errmsg: 'internal error', code: 1, codeName: names[1] };
}
