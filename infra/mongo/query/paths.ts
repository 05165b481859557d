import { isDocument } from './values.ts';

export const splitPath = (path: string): string[] => path.split('.');

export const isIndex = (part: string): boolean => /^(0|[1-9]\d{0,6})$/.test(part);

/** An own field: a path must not reach what JavaScript itself puts on objects. */
export const fieldOf = (value: unknown, name: string): unknown =>
  isDocument(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/**
 * Calls back with every value that the path reaches, through arrays too, until one answers true.
 * A missing field is reached as undefined; an array at the end is reached whole.
 */
export function somePathValue(
  value: unknown,
  path: readonly string[],
  test: (value: unknown) => boolean,
  from = 0,
): boolean {
  const part = path[from];
  if (part === undefined) return test(value);
  if (Array.isArray(value)) {
    if (isIndex(part) && Number(part) < value.length) {
      if (somePathValue(value[Number(part)], path, test, from + 1)) return true;
    }
    return value.some((item) => isDocument(item) && somePathValue(item, path, test, from));
  }
  return somePathValue(fieldOf(value, part), path, test, from + 1);
}

/** As `somePathValue`, and an array at the end is reached by its elements before itself. */
export function someLeaf(
  document: unknown,
  path: readonly string[],
  test: (value: unknown) => boolean,
): boolean {
  const testLeaf = (value: unknown) => (Array.isArray(value) && value.some(test)) || test(value);
  return somePathValue(document, path, testLeaf);
}

/** What an index or a sort sees at a path: elements of arrays, `[]` for an empty one. */
export function leavesOf(
  document: unknown,
  path: readonly string[],
): { leaves: unknown[]; array: boolean } {
  const leaves: unknown[] = [];
  let array = false;
  somePathValue(document, path, (value) => {
    if (Array.isArray(value)) {
      array = true;
      if (value.length > 0) leaves.push(...value);
      else leaves.push(emptyArray);
    } else leaves.push(value);
    return false;
  });
  // An array of scalars on the way reaches nothing: the field is missing there.
  if (leaves.length === 0) leaves.push(undefined);
  return { leaves, array: array || leaves.length > 1 };
}

/** Stands for an array without elements, which has a place of its own in an index. */
export const emptyArray = Symbol('empty array');
