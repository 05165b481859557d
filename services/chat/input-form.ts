import { Failure } from '@tributary/runtime/failure';
import type { z } from 'zod';
import { type AppConfig, type fieldKinds, type fieldSchema, isRecord } from './app-config.ts';

type FieldKind = (typeof fieldKinds)[number];
type Field = z.infer<typeof fieldSchema>;
export type Inputs = Record<string, unknown>;

const refuse = (message: string): never => {
  throw new Failure('BAD_INPUT', message, { reason: 'invalid_param' });
};

/** The values for an app's form: checked and converted by the form's fields, unknown ones dropped. */
export function readInputs(form: AppConfig['user_input_form'], given: unknown): Inputs {
  if (given !== null && given !== undefined && !isRecord(given)) refuse('inputs is not an object');
  const values = isRecord(given) ? given : {};
  const fields = (form ?? []).flatMap((item) => Object.entries(item) as [FieldKind, Field][]);
  return Object.fromEntries(
    fields.map(([kind, field]) => {
      const value = Object.hasOwn(values, field.variable) ? values[field.variable] : undefined;
      return [field.variable, readField(kind, field, value)];
    }),
  );
}

function readField(kind: FieldKind, field: Field, given: unknown): unknown {
  const name = field.variable;
  if (given === undefined || given === null) {
    if (field.required) refuse(`${name} is required in inputs`);
    return given === null ? null : (field.default ?? null);
  }
  const value = typeof given === 'string' ? given.replaceAll('\0', '') : given;
  const isUnset = value === '' && (field.required || unsetKinds.has(kind));
  if (isUnset && field.required) refuse(`${name} is required in inputs`);
  return isUnset ? null : readers[kind](field, value);
}

/** An empty text stands for no value here. */
const unsetKinds: ReadonlySet<FieldKind> = new Set(['number', 'file', 'file-list', 'json_object']);

function readText({ variable, max_length }: Field, value: unknown): string {
  if (typeof value !== 'string') return refuse(`${variable} in inputs is not a text`);
  if (max_length && value.length > max_length) {
    refuse(`${variable} in inputs exceeds ${max_length} characters`);
  }
  return value;
}

const truths = new Map<unknown, boolean>([
  ...['true', '1', 'yes', 'on', 1, true].map((value) => [value, true] as const),
  ...['false', '0', 'no', 'off', 0, false].map((value) => [value, false] as const),
]);

const readers: Record<FieldKind, (field: Field, value: unknown) => unknown> = {
  'text-input': readText,
  paragraph: readText,
  select: ({ variable, options = [] }, value) => {
    if (typeof value === 'string' && options.includes(value)) return value;
    return refuse(`${variable} in inputs is none of its options`);
  },
  number: ({ variable }, value) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    return refuse(`${variable} in inputs is not a number`);
  },
  checkbox: ({ variable }, value) =>
    truths.get(typeof value === 'string' ? value.toLowerCase() : value) ??
    refuse(`${variable} in inputs is not a boolean`),
  file: ({ variable }, value) =>
    isRecord(value) ? value : refuse(`${variable} in inputs is not a file`),
  'file-list': ({ variable, max_length }, value) => {
    if (!Array.isArray(value) || !value.every(isRecord)) {
      return refuse(`${variable} in inputs is not a list of files`);
    }
    if (max_length && value.length > max_length) {
      refuse(`${variable} in inputs exceeds ${max_length} files`);
    }
    return value;
  },
  json_object: ({ variable }, value) =>
    isRecord(value) ? value : refuse(`${variable} in inputs is not an object`),
};
