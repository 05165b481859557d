import type { Document } from 'bson';
import { MongoFailure } from '../failure.ts';
import { aggregate } from './expression.ts';
import { compileElement } from './filter.ts';
import { splitPath } from './paths.ts';
import { matchedIndex, valueAt } from './positions.ts';
import { isDocument, numberOf, setField } from './values.ts';

/** Takes a part of an array; undefined leaves the field out. */
type Pick = (array: unknown[], document: Document) => unknown[] | undefined;

/** A find's projection: `$`, `$slice` and `$elemMatch` mean there what no pipeline stage does. */
export function projectDocuments(
  documents: Iterable<Document>,
  projection: unknown,
  filter: Document,
): Iterable<Document> {
  if (projection === undefined || projection === null) return documents;
  if (!isDocument(projection)) throw new MongoFailure(14, 'projection must be an object');
  const picks: [string[], Pick][] = [];
  const stage: Document = {};
  let slicesOnly = true;
  for (const [name, value] of Object.entries(projection)) {
    const pick = readPick(name, value, filter);
    const path = name.endsWith('.$') ? name.slice(0, -2) : name;
    if (pick) picks.push([splitPath(path), pick]);
    if (!(isDocument(value) && '$slice' in value)) {
      slicesOnly &&= value === 0 || value === false;
      stage[path] = pick ? 1 : value;
    }
  }
  // A slice alone leaves the other fields in; beside an included field it is included too.
  if (!slicesOnly) for (const [path] of picks) stage[path.join('.')] = 1;
  const picked = picks.length > 0 ? applyPicks(documents, picks) : documents;
  return Object.keys(stage).length > 0 ? aggregate([{ $project: stage }], picked) : picked;
}

function readPick(name: string, value: unknown, filter: Document): Pick | undefined {
  if (name.endsWith('.$')) {
    const path = name.slice(0, -2);
    return (array, document) => {
      const at = matchedIndex(document, path, filter);
      if (at >= 0) return [array[at]];
      throw new MongoFailure(2, `positional projection '${name}' does not match the query`);
    };
  }
  if (!isDocument(value)) return undefined;
  if ('$elemMatch' in value) {
    const test = compileElement(value.$elemMatch);
    return (array) => {
      const at = array.findIndex(test);
      return at >= 0 ? [array[at]] : undefined;
    };
  }
  return '$slice' in value ? readSlice(value.$slice) : undefined;
}

function readSlice(operand: unknown): Pick {
  const numbers = (Array.isArray(operand) ? operand : [operand]).map((n) => Number(numberOf(n)));
  const [first = 0, count] = numbers;
  if (numbers.length > 2 || !numbers.every(Number.isInteger) || (count ?? 1) <= 0) {
    throw new MongoFailure(2, 'bad $slice in the projection');
  }
  return (array) => {
    if (count === undefined) return first < 0 ? array.slice(first) : array.slice(0, first);
    const start = first < 0 ? Math.max(0, array.length + first) : first;
    return array.slice(start, start + count);
  };
}

function* applyPicks(documents: Iterable<Document>, picks: [string[], Pick][]) {
  for (const document of documents) {
    // All are taken from the document as it is stored.
    const taken = picks.map(([path, pick]) => {
      const array = valueAt(document, path);
      return Array.isArray(array) ? { path, value: pick(array, document) } : undefined;
    });
    for (const part of taken) {
      if (!part) continue;
      const parent = valueAt(document, part.path.slice(0, -1));
      const name = part.path.at(-1) ?? '';
      if (!isDocument(parent)) continue;
      if (part.value === undefined) delete parent[name];
      else setField(parent, name, part.value);
    }
    yield document;
  }
}
