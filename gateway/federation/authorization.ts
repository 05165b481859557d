import {
  isInterfaceType,
  isObjectType,
  type NamedType,
  type Schema,
} from '@apollo/federation-internals';
import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** What an operation needs: its caller must be known, and have all scopes of one of the lists. */
export interface Authorization {
  readonly authenticated: boolean;
  /** Empty if no scope is needed. */
  readonly scopes: readonly (readonly string[])[];
}

export type ReadRequirement = (type: string, field?: string) => Authorization | undefined;

/** The combinations of scopes that may satisfy one operation; more than these are not told apart. */
const alternativesMax = 256;

const open: Authorization = { authenticated: false, scopes: [] };

/** Reads `@authenticated` and `@requiresScopes`, under the names that the supergraph gives them. */
export function readRequirements(schema: Schema): ReadRequirement {
  const nameOf = (feature: string): string | undefined =>
    schema.coreFeatures
      ?.getByIdentity(`https://specs.apollo.dev/${feature}`)
      ?.directiveNameInSchema(feature);
  const authenticated = nameOf('authenticated');
  const requiresScopes = nameOf('requiresScopes');
  const known = new Map<string, Authorization | undefined>();

  const readOf = (element: Annotated): Authorization[] => [
    ...(authenticated && element.appliedDirectivesOf(authenticated).length > 0
      ? [{ authenticated: true, scopes: [] }]
      : []),
    ...(requiresScopes ? element.appliedDirectivesOf(requiresScopes) : []).map((directive) => ({
      authenticated: true,
      scopes: directive.arguments().scopes as string[][],
    })),
  ];

  const read = (typeName: string, field?: string): Authorization | undefined => {
    const type = schema.type(typeName);
    if (!type) return undefined;
    const found = implementing(type).flatMap((owner) => {
      const member =
        field !== undefined && (isObjectType(owner) || isInterfaceType(owner))
          ? owner.field(field)
          : undefined;
      return [...readOf(owner), ...(member ? readOf(member) : [])];
    });
    return found.length > 0 ? found.reduce(both) : undefined;
  };

  if (!authenticated && !requiresScopes) return () => undefined;
  return (type, field) => {
    const key = `${type}.${field ?? ''}`;
    if (!known.has(key)) known.set(key, read(type, field));
    return known.get(key);
  };
}

interface Annotated {
  appliedDirectivesOf(name: string): readonly { arguments(): Record<string, unknown> }[];
}

/** What an interface hides behind it counts for the interface too: any of it may be the answer. */
function implementing(type: NamedType): NamedType[] {
  return isInterfaceType(type) ? [type, ...type.possibleRuntimeTypes()] : [type];
}

/** What the fields and types that a document selects need, all together. */
export function collectAuthorization(
  document: DocumentNode,
  schema: GraphQLSchema,
  requirement: ReadRequirement,
): Authorization {
  const found = new Set<Authorization>();
  const add = (type: string | undefined, field?: string) => {
    const needed = type === undefined ? undefined : requirement(type, field);
    if (needed) found.add(needed);
  };
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field({ name }) {
        if (name.value.startsWith('__')) return;
        add(info.getParentType()?.name, name.value);
        const output = info.getType();
        if (output) add(getNamedType(output).name);
      },
      InlineFragment(fragment) {
        add(fragment.typeCondition?.name.value);
      },
      FragmentDefinition(fragment) {
        add(fragment.typeCondition.name.value);
      },
    }),
  );
  return [...found].reduce(both, open);
}

function both(one: Authorization, other: Authorization): Authorization {
  return {
    authenticated: one.authenticated || other.authenticated,
    scopes: combine(one.scopes, other.scopes),
  };
}

function combine(
  one: Authorization['scopes'],
  other: Authorization['scopes'],
): Authorization['scopes'] {
  if (one.length === 0) return other;
  if (other.length === 0 || one === other) return one;
  const all = one.flatMap((left) => other.map((right) => [...new Set([...left, ...right])].sort()));
  const smallest = all.filter(
    (scopes, index) =>
      !all.some(
        (rival, at) =>
          at !== index &&
          rival.every((scope) => scopes.includes(scope)) &&
          (rival.length < scopes.length || at < index),
      ),
  );
  // Leaving out alternatives only ever asks for more than needed, never for less.
  return smallest.slice(0, alternativesMax);
}
