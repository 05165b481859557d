import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers';
import { composeSubgraphs } from '@tributary/gateway/federation/composition';
import { readSupergraph } from '@tributary/gateway/federation/supergraph';
import { parse } from 'graphql';

/**
 * Makes everything that follows from the services' schemas: the supergraph, the types of each
 * service's resolvers and those of the operations behind the REST endpoints. With `--check` it
 * changes nothing and fails if a checked-in file is not what it would make.
 */
const root = join(import.meta.dirname, '..');
const services = ['auth', 'chat', 'files', 'workflow'];
const scalars = {
  DateTime: { input: 'Date', output: 'Date' },
  JSON: 'unknown',
  Size: 'number',
  Timestamp: 'number',
  Bytes: 'unknown',
  Upload: 'unknown',
};
/** What clients see of the scalars: JSON values. */
const clientScalars = { ...scalars, DateTime: 'string' };
const shared = {
  useTypeImports: true,
  enumsAsConst: true,
  strictScalars: true,
  skipTypename: true,
} as const;

const sdlOf = (service: string) => readFile(join(root, 'schema', `${service}.graphql`), 'utf8');

async function makeSupergraph(): Promise<string> {
  const schemas = services.map(async (name) => ({
    name,
    url: `nats:graphql.${name}`,
    sdl: await sdlOf(name),
  }));
  const composition = composeSubgraphs(await Promise.all(schemas));
  if ('errors' in composition) throw new Error(composition.errors.join('\n'));
  return `${composition.sdl}\n`;
}

async function makeResolvers(service: string): Promise<string> {
  const sdl = await sdlOf(service);
  const federation = `
    directive @link(url: String!, import: [String!]) repeatable on SCHEMA
    directive @key(fields: String!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
    directive @shareable repeatable on OBJECT | FIELD_DEFINITION
    directive @inaccessible on FIELD_DEFINITION | OBJECT | INPUT_OBJECT
    directive @authenticated on FIELD_DEFINITION | OBJECT
    directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT
    schema { query: Query ${/^type Mutation/m.test(sdl) ? 'mutation: Mutation' : ''} ${/^type Subscription/m.test(sdl) ? 'subscription: Subscription' : ''} }`;
  return codegen({
    filename: 'schema.ts',
    schema: parse(federation + sdl.replace(/extend schema\s+@link\([\s\S]*?\]\s*\)/, '')),
    documents: [],
    config: {
      ...shared,
      scalars,
      federation: true,
      contextType: '../context.ts#Context',
      mapperTypeSuffix: 'Model',
      mappers: await mappersOf(service),
    },
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript, resolvers: typescriptResolvers },
  });
}

/** A service says in `mappers.json` which model stands for a type in its resolvers. */
async function mappersOf(service: string): Promise<Record<string, string>> {
  try {
    return JSON.parse(await readFile(join(root, 'services', service, 'mappers.json'), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

async function makeOperations(file: string, supergraph: string): Promise<string> {
  const { schema } = readSupergraph(supergraph);
  const { printSchema } = await import('graphql');
  return codegen({
    filename: 'operations.ts',
    schema: parse(printSchema(schema)),
    documents: [{ location: file, document: parse(await readFile(join(root, file), 'utf8')) }],
    config: { ...shared, scalars: clientScalars, onlyOperationTypes: true },
    plugins: [{ operations: {} }, { documents: {} }],
    pluginMap: { operations: typescriptOperations, documents: typedDocumentNode },
  });
}

async function makeAll(): Promise<Map<string, string>> {
  const supergraph = await makeSupergraph();
  const files = new Map([['schema/supergraph.graphql', supergraph]]);
  for (const service of services) {
    files.set(`services/${service}/generated/schema.ts`, await makeResolvers(service));
  }
  for await (const file of glob('gateway/**/operations.graphql', { cwd: root })) {
    const target = join(dirname(file), 'generated', 'operations.ts');
    files.set(target, await makeOperations(file, supergraph));
  }
  return files;
}

const isCheck = process.argv.includes('--check');
const stale: string[] = [];
for (const [file, content] of await makeAll()) {
  const path = join(root, file);
  const current = await readFile(path, 'utf8').catch(() => undefined);
  if (current === content) continue;
  stale.push(file);
  if (isCheck) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
for (const file of stale) {
  process.stdout.write(`${file} ${isCheck ? 'is out of date: npm run generate' : 'written'}\n`);
}
if (isCheck && stale.length > 0) process.exitCode = 1;
