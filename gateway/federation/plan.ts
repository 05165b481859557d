import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { compileEntityFetch } from './entity-fetch.ts';
import { named } from './request.ts';
import { compileRootFetch, type Tools } from './root-fetch.ts';
import type { Step } from './run.ts';

/** Turns a plan into closures once, so that nothing of it is looked at again for a request. */
export function compilePlan(node: PlanNode, tools: Tools): Step {
  return compileNode(node, [], tools);
}

function compileNode(node: PlanNode, path: readonly string[], tools: Tools): Step {
  switch (node.kind) {
    case 'Sequence':
      return sequence(node.nodes.map((child) => compileNode(child, path, tools)));
    case 'Parallel':
      return compileParallel(node.nodes, path, tools);
    case 'Flatten':
      return compileNode(node.node, [...path, ...node.path.map(String)], tools);
    case 'Fetch':
      if (node.requires) return compileEntityFetch(node, [path], tools);
      return compileRootFetch(
        node,
        path.filter((key) => key !== '@'),
        tools,
      ).step;
    case 'Condition': {
      const { condition } = node;
      const yes = node.ifClause && compileNode(node.ifClause, path, tools);
      const no = node.elseClause && compileNode(node.elseClause, path, tools);
      return (run) => (run.variables[condition] === true ? yes?.(run) : no?.(run));
    }
    case 'Defer':
      throw new Error('@defer is not supported');
  }
}

function sequence(steps: readonly Step[]): Step {
  const [only] = steps;
  if (only && steps.length === 1) return only;
  return async (run) => {
    for (const step of steps) {
      const waiting = step(run);
      if (waiting) await waiting;
    }
  };
}

function parallel(steps: readonly Step[]): Step {
  const [only] = steps;
  if (only && steps.length === 1) return only;
  return (run) => {
    const waiting: Promise<void>[] = [];
    for (const step of steps) {
      const wait = step(run);
      if (wait) waiting.push(wait);
    }
    return waiting.length > 1 ? all(waiting) : waiting[0];
  };
}

async function all(waiting: Promise<void>[]): Promise<void> {
  await Promise.all(waiting);
}

/** A branch of a parallel node that begins with a fetch of entities. */
interface Branch {
  fetch: FetchNode;
  path: readonly string[];
  rest: PlanNode[];
}

/**
 * Branches that begin with the same fetch at different places share one request, so that a service
 * is asked once for an author who wrote the message and owns the conversation.
 */
function compileParallel(nodes: PlanNode[], path: readonly string[], tools: Tools): Step {
  const groups = new Map<string, Branch[]>();
  const steps: Step[] = [];
  for (const node of nodes) {
    const branch = toBranch(node, path);
    if (!branch) {
      steps.push(compileNode(node, path, tools));
      continue;
    }
    const { fetch } = branch;
    const key = JSON.stringify([
      fetch.serviceName,
      named(fetch).query,
      fetch.requires,
      fetch.inputRewrites,
      fetch.outputRewrites,
    ]);
    const group = groups.get(key);
    if (group) group.push(branch);
    else groups.set(key, [branch]);
  }
  for (const group of groups.values()) steps.push(compileGroup(group, path, tools));
  return parallel(steps);
}

function compileGroup(group: Branch[], path: readonly string[], tools: Tools): Step {
  const [first] = group;
  if (!first) return () => undefined;
  const places = group.map((branch) => branch.path);
  const fetch = compileEntityFetch(first.fetch, places, tools);
  const rests = group
    .filter(({ rest }) => rest.length > 0)
    .map(({ rest }) => sequence(rest.map((node) => compileNode(node, path, tools))));
  return rests.length > 0 ? sequence([fetch, parallel(rests)]) : fetch;
}

function toBranch(node: PlanNode, path: readonly string[]): Branch | undefined {
  if (node.kind === 'Flatten' && node.node.kind === 'Fetch' && node.node.requires) {
    return { fetch: node.node, path: [...path, ...node.path.map(String)], rest: [] };
  }
  if (node.kind !== 'Sequence') return undefined;
  const [first, ...rest] = node.nodes;
  const branch = first && toBranch(first, path);
  return branch && { ...branch, rest: [...branch.rest, ...rest] };
}
