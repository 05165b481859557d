import { Failure } from '@tributary/runtime/failure';
import type { RunFileInput, StartWorkflowRunInput } from './generated/schema.ts';
import type { RunFile } from './items.ts';
import type { RunMode } from './runs.ts';

const inputLengthMax = 100_000;
const filesMax = 50;
const fileIdLengthMax = 1_000;
const filesBytesMax = 65_536;
const metadataBytesMax = 65_536;
const keyLengthMax = 128;
const depthMax = 64;
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

export type Metadata = Record<string, unknown>;

/** A start as it was asked for, checked but for what depends on the run. */
export interface StartRequest {
  runId: string | undefined;
  mode: RunMode | undefined;
  content: string;
  files: RunFile[];
  metadata: Metadata;
  key: string | undefined;
}

const refuse = (member: string, rule: string) => new Failure('BAD_INPUT', `${member}: ${rule}`);

/** Checks a start; the failure names the member that is wrong. */
export function readStartRequest(input: StartWorkflowRunInput): StartRequest {
  const key = input.idempotencyKey ?? '';
  if (key.length > keyLengthMax) {
    throw refuse('Idempotency-Key', `must have at most ${keyLengthMax} characters`);
  }
  const files = readFiles(input.files ?? []);
  return {
    runId: input.runId || undefined,
    mode: input.mode ?? undefined,
    content: readContent(input.input ?? '', files.length > 0),
    files,
    metadata: readMetadata(input.metadata ?? {}),
    key: key || undefined,
  };
}

function readContent(content: string, hasFiles: boolean): string {
  if (content.length > inputLengthMax && [...content].length > inputLengthMax) {
    throw refuse('input', `must have at most ${inputLengthMax} characters`);
  }
  if (content.trim() !== '') return content;
  if (!hasFiles) throw refuse('input', 'must not be blank without a file');
  return '';
}

function readFiles(given: readonly RunFileInput[]): RunFile[] {
  if (given.length > filesMax) throw refuse('files', `must have at most ${filesMax} items`);
  const files = new Map<string, RunFile>();
  for (const file of given) if (!files.has(file.id)) files.set(file.id, readFile(file));
  const all = [...files.values()];
  if (Buffer.byteLength(JSON.stringify(all)) > filesBytesMax) {
    throw refuse('files', `must have at most ${filesBytesMax} bytes as JSON`);
  }
  return all;
}

function readFile({ id, name, mimeType, size, extra }: RunFileInput): RunFile {
  if (id === '' || id.length > fileIdLengthMax) {
    throw refuse('files', `an id must have 1 to ${fileIdLengthMax} characters`);
  }
  if (extra != null && !isObject(extra)) throw refuse('files', 'extra must be an object');
  return {
    id,
    name: name || id,
    mimeType: mimeType ?? null,
    size: size ?? null,
    ...(extra && { extra: JSON.stringify(checked(extra, 'files')) }),
  };
}

/** Checks a client's own object: its size, and names that could reach into a program. */
export function readMetadata(value: unknown): Metadata {
  if (!isObject(value)) throw refuse('metadata', 'must be an object');
  checked(value, 'metadata');
  if (Buffer.byteLength(JSON.stringify(value)) > metadataBytesMax) {
    throw refuse('metadata', `must have at most ${metadataBytesMax} bytes as JSON`);
  }
  return value;
}

const isObject = (value: unknown): value is Metadata =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checked<Value>(value: Value, member: string, depth = 0): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > depthMax) throw refuse(member, `must not be nested deeper than ${depthMax}`);
  for (const [key, inner] of Object.entries(value)) {
    if (forbiddenKeys.has(key)) throw refuse(member, `must not have a member named ${key}`);
    checked(inner, member, depth + 1);
  }
  return value;
}

const nameLengthMax = 60;

/** What a run is called until somebody gives it a name: its first words. */
export function toRunName(content: string): string {
  const line = content.split(/[\r\n]+/).find((one) => one.trim() !== '');
  return line ? [...line.trim()].slice(0, nameLengthMax).join('').trim() : 'New workflow';
}
