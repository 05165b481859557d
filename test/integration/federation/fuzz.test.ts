import { type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import { expect, test } from 'vitest';
import { createFederation, plain } from './federation.ts';
import { randomQuery } from './fuzz.ts';

const rules = specifiedRules.filter(({ name }) => name !== 'NoUnusedVariablesRule');
const count = Number(process.env.FUZZ ?? 120);

test('the graph answers random queries as one schema does', async () => {
  const { graph, run, expected } = createFederation();
  const { schema } = graph.current ?? {};

  for (const source of schema ? validQueries(schema) : []) {
    const answer = plain(await run(source));
    const right = plain(await expected(source));

    expect(JSON.stringify(answer.data), source).toBe(JSON.stringify(right.data));
    const paths = answer.errors?.map(({ path }) => path ?? []) ?? [];
    // Which errors are told below a value that turns into null depends on the order of fields.
    if (right.errors) expect(paths.length, source).toBeGreaterThan(0);
    // A plan may fetch something for more types than it is selected of, and that may fail.
    const selected = paths.filter((path) => isSelected(answer.data, path));
    if (!right.errors) expect(selected, source).toEqual([]);
  }
});

function* validQueries(schema: GraphQLSchema) {
  for (let seed = 1, valid = 0; valid < count; seed++) {
    const source = withoutUnused(randomQuery(schema, seed));
    if (validate(schema, parse(source), rules).length > 0) continue;
    valid++;
    yield source;
  }
}

/** Variables that are declared but not used would make a query invalid. */
function withoutUnused(source: string): string {
  const end = source.indexOf(') {');
  const [declared, rest] = [source.slice('query ('.length, end), source.slice(end + 2)];
  const used = declared
    .split(', ')
    .filter((text) => rest.includes(text.slice(0, text.indexOf(':'))));
  return `query ${used.length > 0 ? `(${used.join(', ')})` : ''} ${rest}`;
}

function isSelected(data: unknown, path: readonly (string | number)[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined || data === null) return true;
  const value = (data as Record<string | number, unknown>)[key];
  return value !== undefined && isSelected(value, rest);
}
