import { type DocumentNode, type GraphQLSchema, parse, validate } from 'graphql';
import { toFailureOf } from './graph-errors.ts';

/** Reads the operations of one schema. */
export interface Documents {
  /** Throws BAD_INPUT for a text that is no valid operation document of the schema. */
  read(text: string): DocumentNode;
}

/** The gateway's plans repeat the same few documents, each with other variables. */
const documentsMax = 1_000;
/** A longer one is valid too, but not kept. */
const keptLengthMax = 65_536;

export function createDocuments(schema: GraphQLSchema): Documents {
  const kept = new Map<string, DocumentNode>();

  function check(text: string): DocumentNode {
    try {
      const document = parse(text);
      const [error] = validate(schema, document);
      if (error) throw error;
      return document;
    } catch (error) {
      throw toFailureOf(error);
    }
  }

  function keep(text: string, document: DocumentNode): void {
    if (text.length > keptLengthMax) return;
    // A map remembers the order of its keys: the first is the one unused for longest.
    const [oldest] = kept.keys();
    if (kept.size >= documentsMax && oldest !== undefined) kept.delete(oldest);
    kept.set(text, document);
  }

  return {
    read(text) {
      const document = kept.get(text) ?? check(text);
      kept.delete(text);
      keep(text, document);
      return document;
    },
  };
}
