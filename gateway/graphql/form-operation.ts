import { Failure } from '@tributary/runtime/failure';
import { z } from 'zod';
import { isDeep } from '../nesting.ts';

/** The operation of a form, in which files are yet to be put in their places. */
export interface FormOperation {
  readonly value: Record<string, unknown>;
  /** Puts a value where a path such as `variables.input.file` leads, and no other value is. */
  place(path: string, value: unknown): void;
}

const malformed = (text: string, cause?: unknown) =>
  new Failure('BAD_INPUT', text, { reason: 'malformed_body', cause });

/** So deep may an operation be nested: what reads it later may be recursive. */
const depthMax = 128;
const operationSchema = z.record(z.string(), z.unknown());
const mapSchema = z.record(z.string(), z.array(z.string().startsWith('variables.')));

export function readOperation(text: string): FormOperation {
  const parsed = parse(text, 'operations');
  if (Array.isArray(parsed)) throw malformed('a form holds one operation, not a list');
  const result = operationSchema.safeParse(parsed);
  if (!result.success || isDeep(parsed, depthMax)) throw malformed('operations is no operation');
  const { data: value } = result;
  return { value, place: (path, file) => place(value, path, file) };
}

/** Of each part that is a file, the paths of its places. */
export function readMap(text: string, filesMax: number): Map<string, string[]> {
  const result = mapSchema.safeParse(parse(text, 'map'));
  if (!result.success) throw malformed('map does not say where the files belong');
  const places = new Map(Object.entries(result.data).filter(([, paths]) => paths.length > 0));
  if (places.size <= filesMax) return places;
  throw new Failure('TOO_LARGE', `a form holds at most ${filesMax} files`);
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed(`${name} is not valid JSON`, cause);
  }
}

function place(operation: object, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let holder: unknown = operation;
  for (const key of keys) holder = isRecord(holder) && Object.hasOwn(holder, key) && holder[key];
  // Nothing else of the operation is touched, nor the prototypes of anything.
  if (!isRecord(holder) || !(holder[last] === null || isAbsent(holder, last))) {
    throw malformed(`${path.slice(0, 100)} is no place for a file`);
  }
  holder[last] = value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isAbsent = (holder: object, key: string): boolean =>
  !Array.isArray(holder) && !(key in holder);
