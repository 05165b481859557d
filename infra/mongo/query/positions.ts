import type { Document } from 'bson';
import { compileFilter } from './filter.ts';
import { fieldOf, splitPath } from './paths.ts';
import { isDocument } from './values.ts';

type Test = (element: unknown) => boolean;

/**
 * The element by which a document matched a filter: what `$` stands for. The first one that
 * fulfils all conditions on the array, else the first that fulfils any.
 */
export function matchedIndex(document: Document, path: string, filter: Document): number {
  const array = valueAt(document, splitPath(path));
  if (!Array.isArray(array)) return -1;
  const tests = elementTests(filter, path);
  if (tests.length === 0) return -1;
  const all = array.findIndex((element) => tests.every((test) => test(element)));
  return all >= 0 ? all : array.findIndex((element) => tests.some((test) => test(element)));
}

export const valueAt = (document: unknown, parts: readonly string[]): unknown =>
  parts.reduce<unknown>(
    (at, part) => (Array.isArray(at) ? at[Number(part)] : fieldOf(at, part)),
    document,
  );

function elementTests(filter: Document, path: string): Test[] {
  return Object.entries(filter).flatMap(([name, condition]): Test[] => {
    if ((name === '$and' || name === '$or') && Array.isArray(condition)) {
      return condition.filter(isDocument).flatMap((branch) => elementTests(branch, path));
    }
    if (name !== path && !name.startsWith(`${path}.`)) return [];
    const test = compileFilter({ [`array${name.slice(path.length)}`]: condition });
    return [(element) => test({ array: [element] })];
  });
}
