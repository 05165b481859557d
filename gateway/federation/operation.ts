import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  separateOperations,
  validate,
} from 'graphql';
import { type Authorization, collectAuthorization } from './authorization.ts';
import { OperationRefused } from './errors.ts';
import { checkSize, tokensMax, validationErrorsMax } from './limits.ts';
import { compileProgram, type Program } from './program.ts';
import { collectFields, type Fragments } from './selection.ts';
import type { Subgraph } from './subgraph.ts';
import type { Supergraph } from './supergraph.ts';

/** An operation that fits the supergraph it was prepared for, and runs on that one for ever. */
export interface Prepared {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly name: string | undefined;
  /** The names in the schema, not in the response, of the fields of the root. */
  readonly rootFields: readonly string[];
  /** What the caller must be or have; whoever executes the operation enforces it. */
  readonly authorization: Authorization;
  readonly supergraph: Supergraph;
  readonly operation: OperationDefinitionNode;
  /** The plan, made and compiled on first use. */
  readonly program: () => Program;
}

export interface PrepareOptions {
  source: string | DocumentNode;
  operationName: string | undefined;
  supergraph: Supergraph;
  subgraph: (service: string) => Subgraph;
}

export function prepareOperation(options: PrepareOptions): Prepared {
  const { source, operationName, supergraph, subgraph } = options;
  const document = typeof source === 'string' ? parseSource(source) : source;
  const tooLarge = checkSize(document);
  if (tooLarge) throw new OperationRefused([tooLarge]);
  const errors = validate(supergraph.schema, document, undefined, {
    maxErrors: validationErrorsMax,
  });
  if (errors.length > 0) {
    for (const error of errors) error.extensions.code = 'GRAPHQL_VALIDATION_FAILED';
    throw new OperationRefused(errors);
  }
  const operation = chooseOperation(document, operationName);
  // Other operations of the document, and their fragments, neither cost nor authorize anything.
  const own = separateOperations(document)[operation.name?.value ?? ''] ?? document;
  const fragments = fragmentsOf(own);
  let program: Program | undefined;
  return {
    kind: operation.operation,
    name: operation.name?.value,
    rootFields: rootFieldsOf(operation, fragments, supergraph),
    authorization: collectAuthorization(own, supergraph.schema, supergraph.requirement),
    supergraph,
    operation,
    program: () => {
      program ??= compileProgram({ document: own, operation, fragments, supergraph, subgraph });
      return program;
    },
  };
}

function parseSource(source: string): DocumentNode {
  try {
    return parse(source, { maxTokens: tokensMax });
  } catch (error) {
    // The parser is recursive: a range error means that it ran out of stack.
    if (!(error instanceof GraphQLError || error instanceof RangeError)) throw error;
    const { message } = error;
    const refusal = error instanceof GraphQLError ? error : new GraphQLError(message);
    refusal.extensions.code = 'GRAPHQL_PARSE_FAILED';
    throw new OperationRefused([refusal]);
  }
}

function chooseOperation(document: DocumentNode, name: string | undefined) {
  const operation = getOperationAST(document, name);
  if (operation) return operation;
  const message =
    name === undefined
      ? 'the document needs one operation, or the name of the one to run'
      : `the document has no operation named ${name}`;
  const extensions = { code: 'OPERATION_RESOLUTION_FAILURE' };
  throw new OperationRefused([new GraphQLError(message, { extensions })]);
}

function fragmentsOf(document: DocumentNode): Fragments {
  return new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
}

function rootFieldsOf(
  operation: OperationDefinitionNode,
  fragments: Fragments,
  { schema }: Supergraph,
): string[] {
  const root = schema.getRootType(operation.operation);
  if (!root) return [];
  // Whatever the conditions say: this is about what the operation may do, not what it does.
  const scope = { schema, fragments, conditions: undefined };
  const fields = collectFields(root, [operation.selectionSet], scope);
  return [...new Set([...fields.values()].flat().map(({ name }) => name.value))];
}
