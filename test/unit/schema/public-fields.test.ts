import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kind, parse } from 'graphql';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../../../schema');
const roots = ['Query', 'Mutation', 'Subscription'];
/** Any of these says who may use a field: those who are signed in, some of them, or services. */
const guards = ['authenticated', 'requiresScopes', 'inaccessible'];

/** The root fields of a service that every stranger may use. */
function listOpenFields(sdl: string): string[] {
  return parse(sdl).definitions.flatMap((definition) => {
    const isType =
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
      definition.kind === Kind.OBJECT_TYPE_EXTENSION;
    if (!isType || !roots.includes(definition.name.value)) return [];
    const open = (definition.fields ?? []).filter(
      ({ directives = [] }) => !directives.some(({ name }) => guards.includes(name.value)),
    );
    return open.map(({ name }) => `${definition.name.value}.${name.value}`);
  });
}

async function readSdls(): Promise<string[]> {
  const files = (await Array.fromAsync(glob('*.graphql', { cwd: folder }))).filter(
    (file) => file !== 'supergraph.graphql',
  );
  return Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
}

test('a root field is open unless a directive guards it, wherever it is added', () => {
  const sdl = `
    type Query { a: Int b: Int @authenticated c: Int @inaccessible }
    extend type Query { d: Int e: Int @requiresScopes(scopes: [["org:admin"]]) }
    type Mutation { f: Int @deprecated g: Int @deprecated @authenticated }
    type Subscription { h(i: ID!): Int }
    type Thing { j: Int }`;

  expect(listOpenFields(sdl)).toEqual(['Query.a', 'Query.d', 'Mutation.f', 'Subscription.h']);
});

test('the root fields that strangers may use are those that the list gives a reason for', async () => {
  const sdls = await readSdls();
  const listed = JSON.parse(await readFile(join(folder, 'public-fields.json'), 'utf8'));

  const open = sdls.flatMap(listOpenFields);

  expect(sdls.length).toBeGreaterThan(3);
  expect(Object.keys(listed).sort()).toEqual(open.sort());
  for (const reason of Object.values(listed)) expect(reason).toEqual(expect.stringMatching(/\w/));
});
