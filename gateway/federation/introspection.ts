import {
  executeSync,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import type { Fragments } from './selection.ts';
import type { Complete } from './shape.ts';

export interface IntrospectionOptions {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Fragments;
}

/** Answers questions about the schema itself from the schema that clients see. */
export function compileIntrospection(
  { schema, operation, fragments }: IntrospectionOptions,
  fields: FieldNode[],
  name: string,
): Complete {
  const document = {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: fields } },
      ...fragments.values(),
    ],
  } as const;
  const isConstant = !operation.variableDefinitions?.length;
  let known: unknown;
  return (_, { variables, errors }) => {
    if (known !== undefined) return known;
    const result = executeSync({ schema, document, variableValues: variables });
    for (const { message, path } of result.errors ?? []) {
      errors.push({ message, ...(path && { path }) });
    }
    const value = result.data?.[name] ?? null;
    if (isConstant && !result.errors) known = value;
    return value;
  };
}
