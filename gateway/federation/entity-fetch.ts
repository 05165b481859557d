import type { FetchNode } from '@apollo/query-planner';
import { copy, type Data, isData, locate, merge, type Path, visit } from './data.ts';
import { relocate } from './errors.ts';
import { compileRepresentation, identify } from './representation.ts';
import { ask, compileRequest, fail } from './request.ts';
import { compileRewrite, type Rewrite } from './rewrite.ts';
import type { Tools } from './root-fetch.ts';
import type { Run, Step } from './run.ts';
import type { GraphError } from './subgraph.ts';
import type { Covers } from './supergraph.ts';

/** What one request asks of a service, and which objects of the response wait for which answer. */
interface Batch {
  representations: Data[];
  targets: Data[];
  /** For each target the index of its representation. */
  positions: number[];
}

/** Fetches more fields of the entities at some places of the response, each entity once. */
export function compileEntityFetch(
  node: FetchNode,
  places: readonly (readonly string[])[],
  { covers, subgraph: find }: Tools,
): Step {
  const service = node.serviceName;
  const subgraph = find(service);
  const compiled = compileRequest(node);
  const rewrite = compileRewrite(node.outputRewrites, covers);
  const represent = compileRepresentation(node, covers);
  const keys = places.map((path) => path.filter((key) => key !== '@'));
  // Which entities fail along with a service is plain from the list or object that holds them.
  const paths = places.map((path) => path.slice(0, (path.indexOf('@') + 1 || Infinity) - 1));

  function collect(run: Run): Batch {
    const indexes = new Map<string, number>();
    const batch: Batch = { representations: [], targets: [], positions: [] };
    const add = (entity: Data) => {
      const representation = represent(entity);
      if (!representation) return;
      const identity = identify(representation);
      let index = indexes.get(identity);
      if (index === undefined) {
        index = batch.representations.push(representation) - 1;
        indexes.set(identity, index);
      }
      batch.targets.push(entity);
      batch.positions.push(index);
    };
    for (const path of keys) visit(run.data, path, add);
    return batch;
  }

  async function send(run: Run, batch: Batch): Promise<void> {
    const request = compiled(run.variables, batch.representations);
    const result = await ask(run, { service, subgraph, request, paths });
    if (!result) return;
    if (result.errors?.length) {
      collectErrors(run, result.errors, { service, batch, keys, paths, rewrite });
    }
    const entities = result.data?._entities;
    if (Array.isArray(entities) && entities.length === batch.representations.length) {
      distribute(entities, batch, { rewrite, covers });
    } else if (!result.errors?.length) {
      const error = new Error(`${service} answered without the entities it was asked for`);
      fail(run, { service, error, paths });
    }
  }

  return (run) => {
    const batch = collect(run);
    return batch.representations.length === 0 ? undefined : send(run, batch);
  };
}

function distribute(
  entities: unknown[],
  batch: Batch,
  { rewrite, covers }: { rewrite: Rewrite | undefined; covers: Covers },
): void {
  const { representations, targets, positions } = batch;
  if (rewrite) {
    for (const [index, entity] of entities.entries()) {
      const typename = representations[index]?.__typename;
      if (isData(entity))
        rewrite.apply(entity, typeof typename === 'string' ? typename : undefined);
    }
  }
  const isShared = targets.length > representations.length;
  const taken = new Set<unknown>();
  for (const [place, target] of targets.entries()) {
    const entity: unknown = entities[positions[place] ?? -1];
    if (!isData(entity)) continue;
    // Later fetches write to what they find, and may write different things at different places.
    const isTaken = isShared && taken.has(entity);
    if (isShared) taken.add(entity);
    merge(target, isTaken ? (copy(entity) as Data) : entity, covers);
  }
}

interface Origin {
  service: string;
  batch: Batch;
  keys: readonly (readonly string[])[];
  paths: readonly Path[];
  rewrite: Rewrite | undefined;
}

function collectErrors(run: Run, errors: readonly GraphError[], origin: Origin): void {
  const { service, batch, keys, paths, rewrite } = origin;
  const wanted = new Set(batch.targets);
  const located = keys.map((path) => locate(run.data, path, wanted));
  const placesOf: Path[][] = batch.representations.map(() => []);
  for (const [place, target] of batch.targets.entries()) {
    const places = placesOf[batch.positions[place] ?? -1];
    for (const paths of located) {
      const path = paths.get(target);
      if (path) places?.push(path);
    }
  }
  for (const error of errors) {
    const [field, index, ...rest] = error.path ?? [];
    const places = field === '_entities' && typeof index === 'number' && placesOf[index];
    const inner = places ? (rewrite?.path(rest) ?? rest) : [];
    for (const place of places || paths) {
      run.errors.push(relocate(error, service, [...place, ...inner]));
    }
  }
}
