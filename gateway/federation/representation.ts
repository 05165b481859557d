import type { FetchNode, QueryPlanFieldNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { Data } from './data.ts';
import { compileRewrite } from './rewrite.ts';
import type { Covers } from './supergraph.ts';

/** What a service needs to know of an entity; undefined if an input of it could not be fetched. */
export type Represent = (entity: Data) => Data | undefined;

/** Copies its part of an entity into a representation, and tells whether everything was there. */
type Extract = (entity: Data, into: Data) => boolean;

export function compileRepresentation(
  { requires = [], inputRewrites, operation }: FetchNode,
  covers: Covers,
): Represent {
  // A field that is skipped needs no inputs, and then they were not fetched either; but the plan
  // has them beside those of the other fields.
  const isLenient = /@(skip|include)\b/.test(operation);
  const extract = compileSelections(requires, { covers, isLenient });
  const rewrite = compileRewrite(inputRewrites, covers);
  return (entity) => {
    const representation: Data = {};
    if (!extract(entity, representation) || !representation.__typename) return undefined;
    if (isLenient && Object.keys(representation).length < 2) return undefined;
    // Some services know an entity by the name of an interface that it implements.
    rewrite?.apply(representation);
    return representation;
  };
}

/** The text that two representations share exactly if they stand for the same entity. */
export function identify(representation: Data): string {
  let identity = '';
  for (const key in representation) {
    const value = representation[key];
    identity +=
      typeof value === 'string' ? `${value.length}:${value},` : `${JSON.stringify(value)},`;
  }
  return identity;
}

interface Rules {
  covers: Covers;
  /** Whether an input that is missing is left out, instead of the entity. */
  isLenient: boolean;
}

function compileSelections(selections: readonly QueryPlanSelectionNode[], rules: Rules): Extract {
  const parts = selections.map((selection) =>
    selection.kind === 'Field'
      ? compileField(selection, rules)
      : compileFragment(selection.typeCondition, selection.selections, rules),
  );
  const [only] = parts;
  if (only && parts.length === 1) return only;
  return (entity, into) => {
    for (const part of parts) if (!part(entity, into)) return false;
    return true;
  };
}

function compileFragment(
  condition: string | undefined,
  selections: readonly QueryPlanSelectionNode[],
  rules: Rules,
): Extract {
  if (condition === undefined) return compileSelections(selections, rules);
  const inner = compileSelections(selections, rules);
  const known = new Map<string, boolean>();
  return (entity, into) => {
    const typename = entity.__typename;
    if (typeof typename !== 'string') return true;
    let covered = known.get(typename);
    if (covered === undefined) {
      covered = rules.covers(condition, typename);
      // Names come from a subgraph: remember only as many as a schema plausibly has.
      if (known.size < 1000) known.set(typename, covered);
    }
    return covered ? inner(entity, into) : true;
  };
}

function compileField(field: QueryPlanFieldNode, rules: Rules): Extract {
  const key = field.alias ?? field.name;
  const inner = field.selections && compileSelections(field.selections, rules);
  return (entity, into) => {
    const value = entity[key];
    if (value === undefined) return rules.isLenient;
    into[key] = inner ? represent(value, inner) : value;
    return true;
  };
}

function represent(value: unknown, extract: Extract): unknown {
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return value.map((item) => represent(item, extract));
  const into: Data = {};
  return extract(value as Data, into) ? into : null;
}
