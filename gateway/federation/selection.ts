import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { type Conditions, isIncluded } from './conditions.ts';

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** What of the selected fields a type has depends on the document and on its conditions. */
export interface Scope {
  schema: GraphQLSchema;
  fragments: Fragments;
  /** The values of the variables that `@skip` and `@include` name; undefined to ignore those. */
  conditions: Conditions | undefined;
}

/** The fields that are selected of a type, by their name in the response, in its order. */
export function collectFields(
  type: GraphQLNamedType,
  sets: readonly SelectionSetNode[],
  scope: Scope,
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const seen = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (scope.conditions && !isIncluded(selection, scope.conditions)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const nodes = fields.get(name);
        if (nodes) nodes.push(selection);
        else fields.set(name, [selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        if (applies(condition, type, scope.schema)) collect(selection.selectionSet);
      } else {
        const fragment = scope.fragments.get(selection.name.value);
        if (!fragment || seen.has(selection.name.value)) continue;
        seen.add(selection.name.value);
        const condition = fragment.typeCondition.name.value;
        if (applies(condition, type, scope.schema)) collect(fragment.selectionSet);
      }
    }
  };
  for (const set of sets) collect(set);
  return fields;
}

function applies(
  condition: string | undefined,
  type: GraphQLNamedType,
  schema: GraphQLSchema,
): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditional = schema.getType(condition);
  return (
    isAbstractType(conditional) &&
    (isObjectType(type) || isInterfaceType(type)) &&
    schema.isSubType(conditional, type)
  );
}
