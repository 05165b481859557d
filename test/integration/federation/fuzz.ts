import {
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** The same numbers for the same seed, between 0 and 1. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const values: Record<string, readonly string[]> = {
  'Query.user.id': ['"u1"', '"u2"', '"u3"', '"none"', '$id'],
  'Query.users.first': ['0', '2', '4'],
  'Query.product.upc': ['"p1"', '"p3"', '"none"'],
  'Query.rated.above': ['0', '3', '9'],
  'Query.echo.value': ['1', '{ a: [1, { b: null }] }', '"text"', 'null'],
};

/** A random query that probably, but not certainly, is valid. */
export function randomQuery(schema: GraphQLSchema, seed: number): string {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const condition = () =>
    random() < 0.12 ? ` @${pick(['skip', 'include'])}(if: ${pick(['$yes', '$no', 'true'])})` : '';

  const args = (owner: string, names: readonly { name: string; type: unknown }[]) => {
    const given = names.flatMap(({ name, type }) => {
      const choices = values[`${owner}.${name}`] ?? (String(type) === 'Boolean' ? ['true'] : ['1']);
      return values[`${owner}.${name}`] || random() < 0.5 ? [`${name}: ${pick(choices)}`] : [];
    });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  };

  let mayFail = true;

  const sub = (type: GraphQLOutputType, depth: number): string | undefined => {
    const named = getNamedType(type);
    if (!isCompositeType(named)) return '';
    return depth > 0 ? ` ${selection(named, depth)}` : undefined;
  };

  const fields = (type: GraphQLNamedType, depth: number): string[] => {
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
      const field = pick(Object.values(type.getFields()));
      const selected = sub(field.type, depth - 1);
      if (selected === undefined || field.name === 'inner') return '__typename';
      // Plans fetch it for all types of a list together, and it takes down all that is beside it.
      if (field.name === 'nick' && !mayFail) return '__typename';
      const alias = random() < 0.2 ? `${pick(['x', 'y', 'z'])}: ` : '';
      return `${alias}${field.name}${args(`${type.name}.${field.name}`, field.args)}${condition()}${selected}`;
    });
  };

  const fragment = (type: GraphQLNamedType, depth: number): string[] => {
    if (!isAbstractType(type) && random() < 0.85) return [];
    const types: readonly GraphQLNamedType[] = isAbstractType(type)
      ? [...schema.getPossibleTypes(type), type]
      : [type, ...(isObjectType(type) ? type.getInterfaces() : [])];
    return Array.from({ length: 1 + Math.floor(random() * 2) }, () => {
      const on = pick(types);
      return `... on ${on.name}${condition()} ${selection(on, depth - (isAbstractType(on) ? 1 : 0))}`;
    });
  };

  const selection = (type: GraphQLNamedType, depth: number): string => {
    const before = mayFail;
    mayFail &&= !isAbstractType(type);
    const all = [...fields(type, depth), ...(depth > 0 ? fragment(type, depth) : [])];
    mayFail = before;
    return `{ ${all.length > 0 ? all.join(' ') : '__typename'} }`;
  };

  const root = schema.getQueryType();
  if (!root) throw new Error('the schema has no query type');
  return `query ($id: ID! = "u1", $yes: Boolean = true, $no: Boolean = false) ${selection(root, 6)}`;
}
