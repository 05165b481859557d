import type { FetchDataRewrite } from '@apollo/query-planner';
import { type Data, isData, type Path } from './data.ts';
import type { Covers } from './supergraph.ts';

/** Changes that the planner prescribes for what is sent to a service, or comes from it. */
export interface Rewrite {
  /** `typename` is the type of the object, should it not tell itself. */
  apply(data: Data, typename?: string): void;
  path(path: Path): Path;
}

/**
 * A setter gives an entity the type by which a service knows it. A renamer undoes an alias: the
 * planner gives a field an alias of its own where two types answer the same response name with
 * different fields; afterwards each object has one of them, under the name that the client chose.
 */
export function compileRewrite(
  rewrites: readonly FetchDataRewrite[] | undefined,
  covers: Covers,
): Rewrite | undefined {
  if (!rewrites || rewrites.length === 0) return undefined;
  const names = new Map<string, string>();
  for (const rewrite of rewrites) {
    const last = rewrite.path.at(-1);
    if (rewrite.kind === 'KeyRenamer' && last) names.set(last, rewrite.renameKeyTo);
  }
  return {
    apply: (data, typename) => {
      for (const rewrite of rewrites) rewriteAt(data, rewrite, 0, covers, typename);
    },
    path: (path) => path.map((key) => names.get(String(key)) ?? key),
  };
}

function rewriteAt(
  value: unknown,
  rewrite: FetchDataRewrite,
  index: number,
  covers: Covers,
  typename?: string,
): void {
  if (Array.isArray(value)) {
    for (const item of value) rewriteAt(item, rewrite, index, covers);
    return;
  }
  const element = rewrite.path[index];
  if (!isData(value) || element === undefined) return;
  if (index === rewrite.path.length - 1) {
    set(value, element, rewrite);
  } else if (element.startsWith('... on ')) {
    const type = typeof value.__typename === 'string' ? value.__typename : typename;
    if (type === undefined || covers(element.slice('... on '.length), type)) {
      rewriteAt(value, rewrite, index + 1, covers, typename);
    }
  } else {
    rewriteAt(value[element], rewrite, index + 1, covers);
  }
}

function set(object: Data, key: string, rewrite: FetchDataRewrite): void {
  if (rewrite.kind === 'ValueSetter') {
    object[key] = rewrite.setValueTo;
  } else if (object[key] !== undefined) {
    object[rewrite.renameKeyTo] = object[key];
    object[key] = undefined;
  }
}
