import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  type SelectionNode,
  visit,
} from 'graphql';

/** The values of the variables that `@skip` and `@include` name. */
export type Conditions = Readonly<Record<string, unknown>>;

export function isIncluded({ directives }: SelectionNode, conditions: Conditions): boolean {
  for (const directive of directives ?? []) {
    if (!isCondition(directive)) continue;
    const value = directive.arguments?.[0]?.value;
    const isOn =
      value?.kind === Kind.VARIABLE
        ? conditions[value.name.value] === true
        : value?.kind === Kind.BOOLEAN && value.value;
    if (isOn !== (directive.name.value === 'include')) return false;
  }
  return true;
}

/** The variables that decide which fields are selected. */
export function conditionNames(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(directive) {
      const name = isCondition(directive) && variableOf(directive);
      if (name) names.add(name);
    },
  });
  return [...names];
}

/**
 * The document as it should be planned. The planner loses constant conditions below others, so they
 * are settled here; and where conditions may leave nothing of an object, it would not find out
 * whether there is one, so its type is selected too.
 */
export function settleConditions(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet: {
      leave(set, _key, parent) {
        const selections = set.selections.filter((node) => !isExcluded(node)).map(withoutConstants);
        const isOfRoot = parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION;
        const mayBeEmpty = selections.every(({ directives }) => directives?.some(isCondition));
        return {
          ...set,
          selections: mayBeEmpty && !isOfRoot ? [...selections, typename] : selections,
        };
      },
    },
  });
}

const typename: FieldNode = {
  kind: Kind.FIELD,
  name: { kind: Kind.NAME, value: '__typename' },
};

/** Whether a constant condition alone keeps the selection out. */
function isExcluded({ directives, ...node }: SelectionNode): boolean {
  const constants = directives?.filter((directive) => isConstant(directive)) ?? [];
  return !isIncluded({ ...node, directives: constants }, {});
}

function withoutConstants<Node extends SelectionNode>(node: Node): Node {
  if (!node.directives?.some(isConstant)) return node;
  return { ...node, directives: node.directives.filter((directive) => !isConstant(directive)) };
}

function isCondition({ name }: DirectiveNode): boolean {
  return name.value === 'skip' || name.value === 'include';
}

function isConstant(directive: DirectiveNode): boolean {
  return isCondition(directive) && !variableOf(directive);
}

function variableOf(directive: DirectiveNode): string | undefined {
  const value = directive.arguments?.[0]?.value;
  return value?.kind === Kind.VARIABLE ? value.name.value : undefined;
}
