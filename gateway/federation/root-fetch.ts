import type { FetchNode } from '@apollo/query-planner';
import { copy, type Data, isData, locate, merge, type Path, visit } from './data.ts';
import { relocate } from './errors.ts';
import { ask, compileRequest, fail, rootNames } from './request.ts';
import { compileRewrite, type Rewrite } from './rewrite.ts';
import type { Run, Step } from './run.ts';
import type { GraphResult, Subgraph } from './subgraph.ts';
import type { Covers } from './supergraph.ts';

export interface Tools {
  covers: Covers;
  subgraph: (service: string) => Subgraph;
}

/** A fetch of fields of Query, Mutation or Subscription. */
export interface RootFetch {
  step: Step;
  /** Takes a result in as the step does; the events of a subscription arrive this way. */
  receive(run: Run, result: GraphResult): void;
}

/** The keys lead to where the response has the root type again, as in a mutation's payload. */
export function compileRootFetch(
  node: FetchNode,
  keys: readonly string[],
  { covers, subgraph: find }: Tools,
): RootFetch {
  const service = node.serviceName;
  const subgraph = find(service);
  const compiled = compileRequest(node);
  const rewrite = compileRewrite(node.outputRewrites, covers);
  const names = rootNames(node.operation).map((name) => rewrite?.path([name])[0] ?? name);
  const paths = keys.length > 0 ? [keys] : names.map((name) => [name]);

  function receive(run: Run, result: GraphResult): void {
    const { data } = result;
    if (!isData(data) && !result.errors?.length) {
      fail(run, { service, error: new Error(`${service} answered without data`), paths });
      return;
    }
    collectErrors(run, result, { service, keys, rewrite });
    if (!isData(data)) return;
    rewrite?.apply(data);
    place(run, data, keys, covers);
  }

  async function step(run: Run): Promise<void> {
    if (keys.length > 0 && !isPresent(run, keys)) return;
    const result = await ask(run, { service, subgraph, request: compiled(run.variables), paths });
    if (result) receive(run, result);
  }

  return { step, receive };
}

function isPresent(run: Run, keys: readonly string[]): boolean {
  let present = false;
  visit(run.data, keys, () => {
    present = true;
  });
  return present;
}

function place(run: Run, data: Data, keys: readonly string[], covers: Covers): void {
  if (keys.length > 0) visit(run.data, keys, (object) => merge(object, copy(data) as Data, covers));
  else if (run.data) merge(run.data, data, covers);
  else run.data = data;
}

function collectErrors(
  run: Run,
  { errors }: GraphResult,
  {
    service,
    keys,
    rewrite,
  }: { service: string; keys: readonly string[]; rewrite?: Rewrite | undefined },
): void {
  if (!errors?.length) return;
  const places = keys.length > 0 ? placesOf(run, keys) : [[]];
  for (const error of errors) {
    const path = error.path && (rewrite?.path(error.path) ?? error.path);
    if (!path) run.errors.push(relocate(error, service, undefined));
    else for (const at of places) run.errors.push(relocate(error, service, [...at, ...path]));
  }
}

function placesOf(run: Run, keys: readonly string[]): Path[] {
  const objects = new Set<Data>();
  visit(run.data, keys, (object) => objects.add(object));
  return [...locate(run.data, keys, objects).values()];
}
