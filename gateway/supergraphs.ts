import { createHash } from 'node:crypto';
import { type DocumentNode, Kind, parse, validate } from 'graphql';
import { composeSubgraphs, type ServiceSchema } from './federation/composition.ts';
import { readSupergraph, type Supergraph } from './federation/supergraph.ts';
import { guardUploads } from './uploads.ts';

/** A service's schema as it was published. */
export interface PublishedSchema extends ServiceSchema {
  publishedAt?: string | undefined;
}

export type PublishedSchemas = ReadonlyMap<string, PublishedSchema>;

export type Trial = { supergraph: Supergraph } | { errors: string[] };

/** What came of a set of published schemas. */
export interface Settlement {
  /** The schemas that are in force, and their supergraph; undefined if none fit together yet. */
  accepted: { schemas: PublishedSchemas; supergraph: Supergraph } | undefined;
  /** Whose schema, or its absence, is not in force, and why. */
  refused: { subgraph: string; errors: string[] }[];
}

const errorsMax = 20;

/** Composes schemas, and checks that everything the REST APIs ask for can be answered by them. */
export function trySchemas(schemas: PublishedSchemas, documents: readonly DocumentNode[]): Trial {
  if (schemas.size === 0) return { errors: ['no service has published a schema'] };
  const missing = findMissing(schemas, documents);
  if (missing.length > 0) return { errors: missing.slice(0, errorsMax) };
  const services = [...schemas.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  const composition = composeSubgraphs(services.map(({ name, url, sdl }) => ({ name, url, sdl })));
  if ('errors' in composition) return { errors: composition.errors.slice(0, errorsMax) };
  return readSdl(composition.sdl, documents);
}

/**
 * The root fields that the APIs ask for and no service has. It costs next to nothing to find out, and
 * spares composing in vain while services are still on their way.
 */
function findMissing(schemas: PublishedSchemas, documents: readonly DocumentNode[]): string[] {
  const fields = [...schemas.values()].map(({ sdl }) => fieldsOf(sdl));
  // What does not parse has errors of its own, which say more.
  if (fields.includes(undefined)) return [];
  const known = new Set(fields.flatMap((names) => names ?? []));
  return documents.flatMap((document) =>
    rootFieldsOf(document)
      .filter((name) => !name.startsWith('__') && !known.has(name))
      .map((name) => `${titleOf(document)}: no service has the root field "${name}"`),
  );
}

function rootFieldsOf({ definitions }: DocumentNode): string[] {
  return definitions
    .flatMap((node) =>
      node.kind === Kind.OPERATION_DEFINITION ? node.selectionSet.selections : [],
    )
    .flatMap((selection) => (selection.kind === Kind.FIELD ? selection.name.value : []));
}

/** The fields of all types, since a schema may name its root types as it likes. */
function fieldsOf(sdl: string): string[] | undefined {
  try {
    return parse(sdl, { noLocation: true }).definitions.flatMap((node) =>
      'fields' in node ? (node.fields ?? []).map(({ name }) => name.value) : [],
    );
  } catch {
    return undefined;
  }
}

export function readSdl(sdl: string, documents: readonly DocumentNode[]): Trial {
  try {
    const supergraph = readSupergraph(sdl);
    guardUploads(supergraph.schema);
    const errors = documents.flatMap((document) =>
      validate(supergraph.schema, document).map(
        ({ message }) => `${titleOf(document)}: ${message}`,
      ),
    );
    return errors.length > 0 ? { errors: errors.slice(0, errorsMax) } : { supergraph };
  } catch (error) {
    return { errors: [String(error)] };
  }
}

/**
 * Takes everything that was published, if it fits together; else keeps what is in force and takes
 * each change that fits, so that one service's mistake does not hold up the others.
 */
export function settleSchemas(
  current: PublishedSchemas,
  published: PublishedSchemas,
  documents: readonly DocumentNode[],
): Settlement {
  const whole = trySchemas(published, documents);
  if ('supergraph' in whole) {
    return { accepted: { schemas: published, supergraph: whole.supergraph }, refused: [] };
  }
  let accepted: Settlement['accepted'];
  let schemas = current;
  const reasons = new Map<string, string[]>();
  let open = changesOf(current, published);
  if (open.length <= 1) {
    return { accepted, refused: [{ subgraph: open[0] ?? '', errors: whole.errors }] };
  }
  // A change may only fit once another one has been taken.
  for (let progress = true; progress; ) {
    progress = false;
    for (const name of open) {
      const changed = withChange(schemas, published, name);
      const trial = trySchemas(changed, documents);
      if ('errors' in trial) {
        reasons.set(name, trial.errors);
      } else {
        schemas = changed;
        accepted = { schemas, supergraph: trial.supergraph };
        reasons.delete(name);
        progress = true;
      }
    }
    open = open.filter((name) => reasons.has(name));
  }
  return {
    accepted,
    refused: [...reasons].map(([subgraph, errors]) => ({ subgraph, errors })),
  };
}

/** The services whose schemas differ, or are only in one of the two. */
export function changesOf(current: PublishedSchemas, published: PublishedSchemas): string[] {
  const names = new Set([...current.keys(), ...published.keys()]);
  return [...names].filter((name) => !isSame(current.get(name), published.get(name))).sort();
}

function isSame(one: PublishedSchema | undefined, other: PublishedSchema | undefined): boolean {
  return one?.url === other?.url && one?.sdl === other?.sdl;
}

function withChange(
  schemas: PublishedSchemas,
  published: PublishedSchemas,
  name: string,
): PublishedSchemas {
  const changed = new Map(schemas);
  const schema = published.get(name);
  if (schema) changed.set(name, schema);
  else changed.delete(name);
  return changed;
}

function titleOf({ definitions }: DocumentNode): string {
  for (const definition of definitions) {
    if (definition.kind === 'OperationDefinition') return definition.name?.value ?? 'operation';
  }
  return 'document';
}

export const hashOf = (sdl: string) => createHash('sha256').update(sdl).digest('hex').slice(0, 16);
