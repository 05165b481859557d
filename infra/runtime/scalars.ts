import { GraphQLScalarType } from 'graphql';
import { Failure } from './failure.ts';

/** Turns the variable value of a scalar into what resolvers get; undefined means it is not one. */
type Read<Value> = (value: unknown) => Value | undefined;

interface ScalarOptions<Value> {
  /** What a right value is, for the client that sent a wrong one. */
  expected: string;
  read: Read<Value>;
  serialize?: (value: unknown) => unknown;
}

function scalar<Value>(name: string, options: ScalarOptions<Value>): GraphQLScalarType {
  const { expected, read, serialize = (value) => value } = options;
  const parseValue = (value: unknown): Value => {
    const result = read(value);
    if (result === undefined) throw new Failure('BAD_INPUT', `${name} must be ${expected}`);
    return result;
  };
  return new GraphQLScalarType<unknown>({ name, serialize, parseValue });
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

function readInstant(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !instant.test(value)) return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

const readCount = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

const readSeconds = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

const readObject = (value: unknown): object | undefined =>
  typeof value === 'object' && value !== null ? value : undefined;

/** The custom scalars that every subgraph may declare, by the names they have in the schema. */
export const scalars: Readonly<Record<string, GraphQLScalarType>> = {
  DateTime: scalar('DateTime', {
    expected: 'an ISO 8601 instant with its offset',
    read: readInstant,
    serialize: (value) => (value instanceof Date ? value.toISOString() : value),
  }),
  JSON: scalar('JSON', { expected: 'a JSON value', read: (value) => value }),
  Size: scalar('Size', { expected: 'a whole number from 0', read: readCount }),
  Timestamp: scalar('Timestamp', { expected: 'seconds since 1970', read: readSeconds }),
  Bytes: scalar('Bytes', { expected: 'a handle for bytes', read: readObject }),
  Upload: scalar('Upload', { expected: 'a file part', read: readObject }),
};
