import { z } from 'zod';

/** One environment variable: its name, what it accepts and what it means when unset. */
export interface Variable<Value> {
  readonly name: string;
  readonly schema: z.ZodType<Value>;
}

type Values<Variables> = {
  [Key in keyof Variables]: Variables[Key] extends Variable<infer Value> ? Value : never;
};

/** Every problem is reported at once, so that one start shows all there is to fix. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}

/** Unset and empty are the same: a compose file cannot unset a variable. */
const given = (env: NodeJS.ProcessEnv, name: string) => env[name] || undefined;

/** This product's own prefix: a variable that begins so and is not known is a typing error. */
const prefix = 'TRIBUTARY_';

/** Reads and checks all variables of a process; throws a `ConfigError` that names every bad one. */
export function readEnv<Variables extends Record<string, Variable<unknown>>>(
  env: NodeJS.ProcessEnv,
  variables: Variables,
): Values<Variables> {
  const names = new Set(Object.values(variables).map(({ name }) => name));
  const problems = Object.keys(env)
    .filter((name) => name.startsWith(prefix) && !names.has(name))
    .map((name) => `${name} is not a known variable`);
  const values: Record<string, unknown> = {};
  for (const [key, { name, schema }] of Object.entries(variables)) {
    const result = schema.safeParse(given(env, name));
    if (result.success) values[key] = result.data;
    else problems.push(`${name} ${result.error.issues.map(({ message }) => message).join(', ')}`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return values as Values<Variables>;
}

const required = 'is required';

export function text(name: string, standard?: string): Variable<string> {
  const schema = z.string(required);
  return { name, schema: standard === undefined ? schema : schema.default(standard) };
}

export function optionalText(name: string): Variable<string | undefined> {
  return { name, schema: z.string().optional() };
}

/** A text of at least so many characters that is never shown; it has no default. */
export function secret(name: string, lengthMin = 32): Variable<string> {
  const message = `must have at least ${lengthMin} characters`;
  return { name, schema: z.string(required).min(lengthMin, message) };
}

export interface Range {
  min?: number;
  max?: number;
}

export function integer(name: string, standard: number, range: Range = {}): Variable<number> {
  const { schema, message } = wholeNumber(range);
  return { name, schema: z.union([schema, z.undefined().transform(() => standard)], message) };
}

export function optionalInteger(name: string, range: Range = {}): Variable<number | undefined> {
  return { name, schema: wholeNumber(range).schema.optional() };
}

function wholeNumber({ min = 0, max = Number.MAX_SAFE_INTEGER }: Range) {
  const message = `must be a whole number from ${min} to ${max}`;
  const schema = z
    .string()
    .regex(/^-?\d{1,16}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
  return { schema, message };
}

export function oneOf<const Value extends string>(
  name: string,
  values: readonly Value[],
  standard: Value,
): Variable<Value> {
  const message = `must be one of ${values.join(', ')}`;
  const schema = z.custom<Value>((value) => values.some((known) => known === value), message);
  return { name, schema: z.union([schema, z.undefined().transform(() => standard)], message) };
}

/** Comma separated; empty items are dropped. */
export function list(name: string, standard = ''): Variable<string[]> {
  const schema = z.string().default(standard);
  return {
    name,
    schema: schema.transform((value) =>
      value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    ),
  };
}

/** An absolute URL of one of the given schemes; without a default it may be unset. */
export function address(name: string, schemes: readonly string[]): Variable<string | undefined>;
export function address(
  name: string,
  schemes: readonly string[],
  standard: string,
): Variable<string>;
export function address(
  name: string,
  schemes: readonly string[],
  standard?: string,
): Variable<string | undefined> {
  const message = `must be a URL that begins with ${schemes.map((one) => `${one}:`).join(' or ')}`;
  const isOne = (value: string) =>
    schemes.some((one) => value.startsWith(`${one}:`)) && URL.canParse(value);
  const schema = z.string().refine(isOne, message);
  return { name, schema: schema.optional().transform((value) => value ?? standard) };
}
