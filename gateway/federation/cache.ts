import type { DocumentNode } from 'graphql';
import type { Prepared } from './operation.ts';

export type Prepare = (source: string | DocumentNode, operationName?: string) => Prepared;

/** Of all texts together: each character stands for some hundred bytes of what is prepared. */
const lengthMax = 1_000_000;
/** Longer texts are prepared each time: one of them would drive out many that are used often. */
const sourceLengthMax = 100_000;

/**
 * Keeps the operations that were prepared last. Texts are bounded by number and length; a
 * parsed document belongs to the code that holds it, and is forgotten along with it.
 */
export function createCache(
  max: number,
  prepare: (source: string | DocumentNode, operationName: string | undefined) => Prepared,
): Prepare {
  const byText = new Map<string, Prepared>();
  let length = 0;
  const byDocument = new WeakMap<DocumentNode, Map<string | undefined, Prepared>>();

  function forget(key: string): void {
    if (byText.delete(key)) length -= key.length;
  }

  function ofText(source: string, operationName: string | undefined): Prepared {
    if (source.length > sourceLengthMax) return prepare(source, operationName);
    const key = `${operationName?.length ?? ''}:${operationName ?? ''}${source}`;
    const prepared = byText.get(key) ?? prepare(source, operationName);
    // The order of a map is that of insertion: its first key is the one used longest ago.
    forget(key);
    byText.set(key, prepared);
    length += key.length;
    for (const oldest of byText.keys()) {
      if (byText.size <= max && length <= lengthMax) break;
      forget(oldest);
    }
    return prepared;
  }

  function ofDocument(document: DocumentNode, operationName: string | undefined): Prepared {
    let operations = byDocument.get(document);
    if (!operations) {
      operations = new Map();
      byDocument.set(document, operations);
    }
    const prepared = operations.get(operationName) ?? prepare(document, operationName);
    operations.set(operationName, prepared);
    return prepared;
  }

  return (source, operationName) =>
    typeof source === 'string' ? ofText(source, operationName) : ofDocument(source, operationName);
}
