import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Bus } from '@tributary/runtime/bus';
import type { Log } from '@tributary/runtime/log';
import { publishDocument, watchDocuments } from '@tributary/runtime/registry';
import type { DocumentNode } from 'graphql';
import { z } from 'zod';
import type { Graph } from './federation/graph.ts';
import type { Supergraph } from './federation/supergraph.ts';
import {
  changesOf,
  hashOf,
  type PublishedSchema,
  type PublishedSchemas,
  readSdl,
  type Settlement,
  settleSchemas,
  trySchemas,
} from './supergraphs.ts';

/** The state of the supergraph, as `GET /health/supergraph` shows it. */
export interface SchemasHealth {
  status: 'ok' | 'refused';
  composedAt: string | null;
  subgraphs: { name: string; url: string; hash?: string }[];
  refused: { subgraph: string; errors: string[]; others?: Settlement['refused'] } | null;
}

export interface Schemas extends AsyncDisposable {
  /** Whether the graph has a supergraph that answers everything the REST APIs ask for. */
  isReady(): boolean;
  health(): SchemasHealth;
}

export interface SchemasOptions {
  bus: Bus;
  graph: Graph;
  log: Log;
  /** The operations of the REST APIs: no supergraph may break them. */
  documents: readonly DocumentNode[];
  /** A file with a whole supergraph, instead of what the services publish. */
  path?: string | undefined;
}

const schemaSchema = z.object({ name: z.string(), url: z.string(), sdl: z.string() });
/** What may be published under a service's name: the SDL alone says enough. */
const publishedSchema = z.union([
  z.string().transform((sdl) => ({ sdl, url: undefined })),
  z.object({ sdl: z.string(), url: z.string().optional() }),
]);

/** Where the gateways keep the schemas in force: a restart must not forget the last good ones. */
const memory = { bucket: 'supergraph', key: 'accepted' };
const fileCheckMs = 1000;

/** Keeps the graph at the last supergraph that is sound, and knows what is wrong with a newer one. */
export async function watchSchemas(options: SchemasOptions): Promise<Schemas> {
  const { bus, graph, log, documents, path } = options;
  const state: Pick<SchemasHealth, 'composedAt' | 'refused'> & { schemas: PublishedSchemas } = {
    composedAt: null,
    refused: null,
    schemas: new Map(),
  };

  function adopt(supergraph: Supergraph, schemas: PublishedSchemas): void {
    state.schemas = schemas;
    state.composedAt = new Date().toISOString();
    graph.swap(supergraph);
    log.info({ subgraphs: supergraph.subgraphs.map(({ name }) => name) }, 'supergraph composed');
  }

  function refuse(refused: Settlement['refused']): void {
    const [first, ...others] = refused;
    state.refused = first ? { ...first, ...(others.length > 0 && { others }) } : null;
    if (!first) return;
    const { subgraph, errors } = first;
    // Before the first supergraph there is nothing to keep: services are still on their way.
    if (graph.current) log.error({ subgraph, errors }, 'schema refused');
    else log.info({ published: refused.map((one) => one.subgraph), error: errors[0] }, 'waiting');
  }

  function receive(published: PublishedSchemas): void {
    // A service publishes its schema whenever it starts, which is news only if it has changed.
    const isKnown = graph.current && changesOf(state.schemas, published).length === 0;
    if (isKnown) refuse([]);
    else settle(published);
  }

  function settle(published: PublishedSchemas): void {
    const { accepted, refused } = settleSchemas(state.schemas, published, documents);
    const isNews = accepted && accepted.supergraph.sdl !== graph.current?.sdl;
    if (accepted && isNews) {
      adopt(accepted.supergraph, accepted.schemas);
      void publishDocument(bus, memory.bucket, memory.key, [...accepted.schemas.values()]).catch(
        (err: unknown) => log.warn({ err }, 'the schemas in force were not stored'),
      );
    } else if (accepted) {
      state.schemas = accepted.schemas;
    }
    refuse(refused);
  }

  function receiveFile(text: string): void {
    const trial = readSdl(text, documents);
    if ('supergraph' in trial) adopt(trial.supergraph, new Map());
    refuse('errors' in trial ? [{ subgraph: 'supergraph', errors: trial.errors }] : []);
  }

  async function recall(): Promise<void> {
    const stored = await loadDocument(bus, memory.bucket, memory.key);
    const schemas = z.array(schemaSchema).safeParse(stored);
    if (!schemas.success) return;
    const known = new Map(schemas.data.map((schema) => [schema.name, schema]));
    const trial = trySchemas(known, documents);
    if ('supergraph' in trial) adopt(trial.supergraph, known);
  }

  const watch = path
    ? await watchText(path, receiveFile, (err) => log.error({ err }, 'supergraph file not read'))
    : await recall().then(() =>
        watchDocuments(bus, 'subgraphs', (found) => receive(toSchemas(found))),
      );

  return {
    isReady: () => graph.current !== undefined,
    health: () => ({
      status: state.refused ? 'refused' : 'ok',
      composedAt: state.composedAt,
      subgraphs: (graph.current?.subgraphs ?? []).map(({ name, url }) => ({
        name,
        url,
        ...described(state.schemas.get(name)),
      })),
      refused: state.refused,
    }),
    [Symbol.asyncDispose]: async () => watch[Symbol.asyncDispose](),
  };
}

function described(schema: PublishedSchema | undefined) {
  return schema ? { hash: hashOf(schema.sdl) } : {};
}

/** What is not a schema at all counts as one that does not parse, and so is refused by name. */
function toSchemas(documents: ReadonlyMap<string, unknown>): PublishedSchemas {
  return new Map(
    [...documents].map(([name, value]) => {
      const { data } = publishedSchema.safeParse(value);
      return [name, { name, url: data?.url ?? `nats:graphql.${name}`, sdl: data?.sdl ?? '{' }];
    }),
  );
}

async function loadDocument(bus: Bus, bucket: string, key: string): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  await using _ = await watchDocuments(bus, bucket, (documents) => resolve(documents.get(key)));
  return await promise;
}

async function watchText(
  path: string,
  onChange: (text: string) => void,
  onError: (error: unknown) => void,
): Promise<AsyncDisposable> {
  const read = async () => onChange(await readFile(path, 'utf8'));
  await read();
  const check = () => void read().catch(onError);
  watchFile(path, { interval: fileCheckMs, persistent: false }, check);
  return { [Symbol.asyncDispose]: async () => unwatchFile(path, check) };
}
