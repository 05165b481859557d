import { type GraphQLLeafType, isEnumType } from 'graphql';
import type { Complete, Shaping } from './shape.ts';

type Refuse = (shaping: Shaping, depth: number, message: string) => undefined;

/**
 * Services have serialized their values; this only keeps out what the schema does not allow, such
 * as a value of an enum that is hidden from clients. Custom scalars pass as they are.
 */
export function compileLeaf(type: GraphQLLeafType, owner: string, refuse: Refuse): Complete {
  const message = `Invalid value for ${owner}, which is of type ${type.name}.`;
  const accept = accepts(type);
  if (!accept) return (value) => (value === undefined ? null : value);
  return (value, shaping, depth) => {
    if (value === null || value === undefined) return null;
    return accept(value) ? value : refuse(shaping, depth, message);
  };
}

function accepts(type: GraphQLLeafType): ((value: unknown) => boolean) | undefined {
  if (isEnumType(type)) {
    const names = new Set<unknown>(type.getValues().map(({ name }) => name));
    return (value) => names.has(value);
  }
  switch (type.name) {
    case 'String':
      return (value) => typeof value === 'string';
    case 'ID':
      return (value) => typeof value === 'string' || typeof value === 'number';
    case 'Int':
    case 'Float':
      return (value) => typeof value === 'number';
    case 'Boolean':
      return (value) => typeof value === 'boolean';
    default:
      return undefined;
  }
}
