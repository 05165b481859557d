import type { Document } from 'bson';
import { MongoFailure } from '../failure.ts';
import { type Plan, planQuery } from '../query/planner.ts';
import { isDocument } from '../query/values.ts';
import { type Call, type Command, collectionOf } from './call.ts';
import { findDocuments, readSelection } from './queries.ts';

function stageOf(plan: Plan): Document {
  if (plan.kind === 'collection') {
    return { stage: 'COLLSCAN', direction: plan.reverse ? 'backward' : 'forward' };
  }
  if (plan.kind === 'union') return { stage: 'OR', inputStages: plan.plans.map(stageOf) };
  const { index, reverse } = plan;
  return {
    stage: 'FETCH',
    inputStage: {
      stage: 'IXSCAN',
      indexName: index.name,
      keyPattern: index.spec.key,
      isMultiKey: index.multikey !== 0,
      direction: reverse ? 'backward' : 'forward',
    },
  };
}

/** Runs a find and tells how it was done, and what that took. */
const explain: Command = {
  run(call) {
    const { explain: inner, verbosity } = call.body;
    if (!isDocument(inner) || !('find' in inner)) {
      throw new MongoFailure(115, 'explain is supported for find only');
    }
    const explained: Call = { ...call, body: inner };
    const collection = collectionOf(explained);
    const selection = readSelection(explained);
    const plan = collection && planQuery(collection, selection);
    const input = plan ? stageOf(plan) : { stage: 'EOF' };
    const isSorted = !selection.sort?.length || plan?.isSorted;
    const winningPlan = isSorted ? input : { stage: 'SORT', inputStage: input };
    const namespace = `${call.database}.${inner.find}`;
    const queryPlanner = { namespace, parsedQuery: selection.filter, winningPlan };
    if (verbosity === 'queryPlanner') return { queryPlanner };
    const examined = { keys: 0, documents: 0 };
    let nReturned = 0;
    for (const _ of findDocuments(explained, examined)) nReturned++;
    return {
      queryPlanner,
      executionStats: {
        executionSuccess: true,
        nReturned,
        totalKeysExamined: examined.keys,
        totalDocsExamined: examined.documents,
      },
    };
  },
};

export const explainCommands = { explain };
