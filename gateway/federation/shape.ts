import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { Data, Path } from './data.ts';
import { compileLeaf } from './leaf.ts';
import { collectFields, type Scope } from './selection.ts';
import type { GraphError } from './subgraph.ts';

/** One response being shaped: where in it we are, and what is wrong with it. */
export interface Shaping {
  readonly path: (string | number)[];
  readonly errors: GraphError[];
  readonly variables: Record<string, unknown>;
}

/**
 * Completes what was fetched into what the client selected. Null is a null that is fine as far as
 * this value knows; undefined is one that is not, and whose error is already told: it turns the
 * nearest nullable value above into null. The depth is the length of the path to the value.
 */
export type Complete = (value: unknown, shaping: Shaping, depth: number) => unknown;

/** Answers a field of the root that no service is asked for. */
export type ResolveLocally = (fields: FieldNode[], name: string) => Complete;

export interface ShapeOptions extends Scope {
  root: GraphQLNamedType;
  selectionSet: SelectionSetNode;
  introspect: ResolveLocally;
}

/** Turns a selection into closures; each type that an object may have is compiled when first met. */
export function compileShape({ root, selectionSet, introspect, ...scope }: ShapeOptions): Complete {
  return createCompiler(scope, introspect).object(root, [selectionSet]);
}

interface Field {
  name: string;
  isNullable: boolean;
  complete: Complete;
}

function createCompiler(scope: Scope, introspect: ResolveLocally) {
  function fieldsOf(type: GraphQLNamedType, sets: readonly SelectionSetNode[]): Field[] {
    const fields: Field[] = [];
    for (const [name, nodes] of collectFields(type, sets, scope)) {
      const key = nodes[0]?.name.value ?? name;
      if (key === '__typename') {
        fields.push({ name, isNullable: false, complete: compileTypename(type) });
      } else if (key === '__schema' || key === '__type') {
        fields.push({ name, isNullable: true, complete: introspect(nodes, name) });
      } else if (isObjectType(type) || isInterfaceType(type)) {
        const output = type.getFields()[key]?.type;
        if (!output) continue;
        const complete = compileType(output, nodes, `${type.name}.${key}`);
        fields.push({ name, isNullable: !isNonNullType(output), complete });
      }
    }
    return fields;
  }

  function compileType(type: GraphQLOutputType, nodes: FieldNode[], owner: string): Complete {
    if (isNonNullType(type)) {
      const inner = compileType(type.ofType, nodes, owner);
      const message = `Cannot return null for non-nullable field ${owner}.`;
      return (value, shaping, depth) => {
        const result = inner(value, shaping, depth);
        return result === null ? refuse(shaping, depth, message) : result;
      };
    }
    if (isListType(type)) {
      const item = compileType(type.ofType, nodes, owner);
      return compileList(item, !isNonNullType(type.ofType), owner);
    }
    if (isLeafType(type)) return compileLeaf(type, owner, refuse);
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return isAbstractType(type) ? compileAbstract(type, sets, owner) : object(type, sets, owner);
  }

  function object(
    type: GraphQLNamedType,
    sets: readonly SelectionSetNode[],
    owner = type.name,
  ): Complete {
    let fields: Field[] | undefined;
    return (value, shaping, depth) => {
      if (value === null || value === undefined) return null;
      if (typeof value !== 'object') return refuse(shaping, depth, `Invalid object for ${owner}.`);
      fields ??= fieldsOf(type, sets);
      return completeObject(value as Data, fields, shaping, depth);
    };
  }

  function compileAbstract(
    declared: GraphQLNamedType,
    sets: readonly SelectionSetNode[],
    owner: string,
  ): Complete {
    const byName = new Map<string, Field[]>();
    // The type of an object may be an interface, or not told: a service that knows the interface as
    // an object cannot tell, and no other was asked if nothing of the implementing types is needed.
    const compile = (name: string): Field[] | undefined => {
      const type = scope.schema.getType(name);
      const fits =
        type === declared ||
        (isAbstractType(declared) &&
          (isObjectType(type) || isInterfaceType(type)) &&
          scope.schema.isSubType(declared, type));
      if (!type || !fits || !isCompositeType(type)) return undefined;
      const fields = fieldsOf(type, sets);
      byName.set(name, fields);
      return fields;
    };
    return (value, shaping, depth) => {
      if (value === null || value === undefined) return null;
      const { __typename: name = declared.name } = value as Data;
      const fields = typeof name === 'string' ? (byName.get(name) ?? compile(name)) : undefined;
      // The name of a type that the client must not know of stays out of the message.
      if (!fields) return refuse(shaping, depth, `Invalid type of object for ${owner}.`);
      return completeObject(value as Data, fields, shaping, depth);
    };
  }

  return { object };
}

function completeObject(value: Data, fields: Field[], shaping: Shaping, depth: number): unknown {
  const result: Data = {};
  for (const field of fields) {
    shaping.path[depth] = field.name;
    const completed = field.complete(value[field.name], shaping, depth + 1);
    if (completed !== undefined) result[field.name] = completed;
    else if (field.isNullable) result[field.name] = null;
    else return undefined;
  }
  return result;
}

function compileList(item: Complete, isNullable: boolean, owner: string): Complete {
  return (value, shaping, depth) => {
    if (value === null || value === undefined) return null;
    if (!Array.isArray(value)) return refuse(shaping, depth, `Invalid list for ${owner}.`);
    const result = new Array<unknown>(value.length);
    for (let index = 0; index < value.length; index++) {
      shaping.path[depth] = index;
      const completed = item(value[index], shaping, depth + 1);
      if (completed === undefined && !isNullable) return undefined;
      result[index] = completed === undefined ? null : completed;
    }
    return result;
  };
}

function compileTypename(type: GraphQLNamedType): Complete {
  if (isObjectType(type)) return () => type.name;
  const message = `Cannot tell the type of an object of ${type.name}.`;
  return (_, shaping, depth) => refuse(shaping, depth, message);
}

/** Tells of a value that cannot be given, unless an error of a service already explains it. */
function refuse(shaping: Shaping, depth: number, message: string): undefined {
  const path = shaping.path.slice(0, depth);
  if (!shaping.errors.some((error) => explains(error.path, path))) {
    shaping.errors.push({ message, path });
  }
}

function explains(errorPath: Path | undefined, path: Path): boolean {
  if (!errorPath) return true;
  const length = Math.min(errorPath.length, path.length);
  for (let index = 0; index < length; index++) {
    if (errorPath[index] !== path[index]) return false;
  }
  return true;
}
