import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';

export const tokensMax = 20_000;
export const validationErrorsMax = 25;

/** With all fragments spread out: a short document can stand for a very large one. */
const fieldsMax = 10_000;
const depthMax = 64;
/** The same response name in one selection set; validation compares each pair of them. */
const repeatsMax = 100;
/** Of an operation: each is work of its own for the planner and a service, one short alias away. */
const rootFieldsMax = 200;
/** Those of a mutation are the costly ones, such as the checking of a password. */
const mutationFieldsMax = 20;

interface Size {
  fields: number;
  depth: number;
}

/** Refuses documents that would keep the validation or the planner busy; it runs before both. */
export function checkSize(document: DocumentNode): GraphQLError | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const sizes = new Map<string, Size>();

  const sizeOfFragment = (name: string): Size => {
    const known = sizes.get(name);
    if (known) return known;
    // A fragment that contains itself counts as empty there; validation names the cycle.
    sizes.set(name, { fields: 0, depth: 0 });
    const fragment = fragments.get(name);
    const size = fragment ? sizeOf(fragment.selectionSet, 0) : { fields: 0, depth: 0 };
    sizes.set(name, size);
    return size;
  };

  const sizeOf = ({ selections }: SelectionSetNode, nesting: number): Size => {
    if (nesting > depthMax) throw refusal(`is nested more than ${depthMax} levels deep`);
    const names = new Map<string, number>();
    const size = { fields: 0, depth: 0 };
    for (const selection of selections) {
      let inner: Size = { fields: 0, depth: 0 };
      if (selection.kind === Kind.FRAGMENT_SPREAD) inner = sizeOfFragment(selection.name.value);
      else if (selection.selectionSet) inner = sizeOf(selection.selectionSet, nesting + 1);
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const repeats = (names.get(name) ?? 0) + 1;
        names.set(name, repeats);
        if (repeats > repeatsMax) throw refusal(`selects ${name} more than ${repeatsMax} times`);
        // It would set the prototype of the object that carries the response.
        if (name === '__proto__') throw refusal('uses the name __proto__');
        inner = { fields: inner.fields + 1, depth: inner.depth + 1 };
      }
      size.fields += inner.fields;
      size.depth = Math.max(size.depth, inner.depth);
      if (size.fields > fieldsMax) throw refusal(`selects more than ${fieldsMax} fields`);
      if (size.depth > depthMax) throw refusal(`is nested more than ${depthMax} levels deep`);
    }
    return size;
  };

  try {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.OPERATION_DEFINITION) {
        sizeOf(definition.selectionSet, 0);
        checkRoot(definition, fragments);
      }
      if (definition.kind === Kind.FRAGMENT_DEFINITION) sizeOfFragment(definition.name.value);
    }
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
  return undefined;
}

/** By their names in the response: a field that is selected again under the same one is no other. */
function checkRoot(
  { operation, selectionSet }: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): void {
  const isMutation = operation === OperationTypeNode.MUTATION;
  const max = isMutation ? mutationFieldsMax : rootFieldsMax;
  const names = new Set<string>();
  const spread = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        names.add((selection.alias ?? selection.name).value);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        collect(selection.selectionSet);
      } else {
        const fragment = fragments.get(selection.name.value);
        if (!fragment || spread.has(selection.name.value)) continue;
        spread.add(selection.name.value);
        collect(fragment.selectionSet);
      }
      if (names.size > max) {
        throw refusal(`selects more than ${max} fields of a ${operation}`, 'BAD_INPUT');
      }
    }
  };
  collect(selectionSet);
}

function refusal(what: string, code = 'GRAPHQL_VALIDATION_FAILED'): GraphQLError {
  return new GraphQLError(`the operation ${what}`, { extensions: { code } });
}
