import type { Document } from 'bson';
import { MongoFailure } from '../failure.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { isIndex } from '../query/paths.ts';
import { matchedIndex, valueAt } from '../query/positions.ts';
import { isDocument, setField, typeNameOf } from '../query/values.ts';

/** A field of a document, or an element of an array. */
export interface Place {
  get(): unknown;
  /** Undefined removes the field, and empties the element. */
  set(value: unknown): void;
}

export interface Positions {
  /** The filter that found the document, for `$`. */
  filter: Document;
  /** The tests of `$[name]`. */
  arrayFilters: ReadonlyMap<string, Filter>;
}

export function readArrayFilters(filters: unknown): ReadonlyMap<string, Filter> {
  if (filters === undefined) return new Map();
  if (!Array.isArray(filters)) throw new MongoFailure(14, 'arrayFilters must be an array');
  return new Map(
    filters.map((filter: unknown) => {
      const names = isDocument(filter) ? fieldNames(filter) : [];
      const [name] = names;
      if (!isDocument(filter) || name === undefined || new Set(names).size !== 1) {
        throw new MongoFailure(9, 'an array filter must use exactly one top-level field name');
      }
      return [name, compileFilter(filter)];
    }),
  );
}

function fieldNames(filter: Document): string[] {
  return Object.entries(filter).flatMap(([name, condition]) => {
    if (!name.startsWith('$')) return [name.split('.', 1)[0] ?? name];
    return Array.isArray(condition) ? condition.filter(isDocument).flatMap(fieldNames) : [];
  });
}

/** The paths that one with `$`, `$[]` or `$[name]` stands for in this document. */
export function concretePaths(
  document: Document,
  path: string,
  { filter, arrayFilters }: Positions,
): string[][] {
  let paths: string[][] = [[]];
  for (const part of path.split('.')) {
    if (!part.startsWith('$')) {
      for (const found of paths) found.push(part);
      continue;
    }
    paths = paths.flatMap((found) => {
      const array = valueAt(document, found);
      if (part === '$') return [[...found, position(document, found.join('.'), filter)]];
      if (!Array.isArray(array)) {
        const message = `The path '${found.join('.')}' must exist as an array to apply '${part}'`;
        throw new MongoFailure(2, message);
      }
      return elements(array, part, arrayFilters).map((at) => [...found, String(at)]);
    });
  }
  return paths;
}

function position(document: Document, path: string, filter: Document): string {
  const at = matchedIndex(document, path, filter);
  if (at >= 0) return String(at);
  throw new MongoFailure(
    2,
    'The positional operator did not find the match needed from the query.',
  );
}

function elements(array: unknown[], part: string, tests: ReadonlyMap<string, Filter>): number[] {
  const name = /^\$\[(\w*)\]$/.exec(part)?.[1];
  if (name === undefined) throw new MongoFailure(2, `bad path element '${part}'`);
  if (name === '') return [...array.keys()];
  const test = tests.get(name);
  if (!test) throw new MongoFailure(2, `No array filter found for identifier '${name}'`);
  return [...array.keys()].filter((at) => test({ [name]: array[at] }));
}

const elementsMax = 1_500_000;

/** The place at a path. Missing documents on the way are made, or else there is no place. */
export function placeAt(document: Document, parts: readonly string[], make: boolean) {
  let holder: unknown = document;
  for (const [depth, part] of parts.entries()) {
    const place = placeIn(holder, part);
    if (!place) {
      if (!make) return undefined;
      const found = typeNameOf(holder);
      const message = `Cannot create field '${part}' in element of type ${found} at '${parts.slice(0, depth).join('.')}'`;
      throw new MongoFailure(28, message);
    }
    if (depth === parts.length - 1) return place;
    if (place.get() === undefined) {
      if (!make) return undefined;
      place.set({});
    }
    holder = place.get();
  }
  return undefined;
}

function placeIn(holder: unknown, part: string): Place | undefined {
  if (Array.isArray(holder)) return isIndex(part) ? elementOf(holder, Number(part)) : undefined;
  if (!isDocument(holder)) return undefined;
  return {
    get: () => (Object.hasOwn(holder, part) ? holder[part] : undefined),
    set: (value) => {
      if (value === undefined) delete holder[part];
      else setField(holder, part, value);
    },
  };
}

function elementOf(array: unknown[], at: number): Place {
  return {
    get: () => array[at],
    set: (value) => {
      if (at >= elementsMax) throw new MongoFailure(2, `array index ${at} is too large`);
      while (array.length < at) array.push(null);
      array[at] = value ?? null;
    },
  };
}
