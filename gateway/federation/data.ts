import type { Covers } from './supergraph.ts';

/** An object of a response: what a subgraph answered, and what later fetches added to it. */
export type Data = Record<string, unknown>;

export type Path = readonly (string | number)[];

export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Adds what a fetch answered to an object of the response. A null never replaces an object that
 * another service knows: what is missing inside of it decides its fate when the response is shaped.
 * Nor does an interface replace a type: a service may know no better, but another one did.
 */
export function merge(target: Data, source: Data, covers: Covers): void {
  for (const key in source) {
    const value = source[key];
    const known = target[key];
    if (known === undefined || known === null) {
      // A value of JSON may hold this key; assigning it would replace the prototype.
      if (key !== '__proto__') target[key] = value;
    } else if (typeof known === 'object') {
      mergeNested(known, value, covers);
    } else if (key !== '__typename' || covers(String(known), String(value))) {
      if (value !== undefined && value !== null) target[key] = value;
    }
  }
}

function mergeNested(known: object, value: unknown, covers: Covers): void {
  if (Array.isArray(known)) {
    if (!Array.isArray(value)) return;
    for (let index = 0; index < value.length; index++) {
      const element: unknown = known[index];
      if (element === undefined || element === null) known[index] = value[index];
      else if (typeof element === 'object') mergeNested(element, value[index], covers);
    }
  } else if (isData(value)) {
    merge(known as Data, value, covers);
  }
}

/** A deep copy of JSON, for an entity that several places of the response need. */
export function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  const result: Data = {};
  for (const key in value) result[key] = copy((value as Data)[key]);
  return result;
}

/** Calls back for every object at a path of field names; lists on the way count as all their items. */
export function visit(
  value: unknown,
  keys: readonly string[],
  found: (object: Data) => void,
  index = 0,
): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) visit(item, keys, found, index);
    return;
  }
  const key = keys[index];
  if (key === undefined) found(value as Data);
  else visit((value as Data)[key], keys, found, index + 1);
}

/** The response paths of the given objects; only errors need them, so they are found afterwards. */
export function locate(
  root: Data | undefined,
  keys: readonly string[],
  wanted: ReadonlySet<Data>,
): Map<Data, Path> {
  const paths = new Map<Data, Path>();
  const walk = (value: unknown, index: number, path: Path): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const [position, item] of value.entries()) walk(item, index, [...path, position]);
      return;
    }
    const key = keys[index];
    if (key !== undefined) walk((value as Data)[key], index + 1, [...path, key]);
    else if (wanted.has(value as Data)) paths.set(value as Data, path);
  };
  walk(root, 0, []);
  return paths;
}
