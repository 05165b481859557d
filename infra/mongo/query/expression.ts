import type { Document } from 'bson';
import { Context } from 'mingo';
import { Aggregator } from 'mingo/aggregator';
import { evalExpr } from 'mingo/core';
import type { Iterator } from 'mingo/lazy';
import * as accumulators from 'mingo/operators/accumulator';
import * as expressions from 'mingo/operators/expression';
import * as stages from 'mingo/operators/pipeline';
import * as projections from 'mingo/operators/projection';
import * as queries from 'mingo/operators/query';
import * as windows from 'mingo/operators/window';
import type { Options, PipelineOperator } from 'mingo/types';
import { MingoError } from 'mingo/util';
import { MongoFailure } from '../failure.ts';

export type Variables = Readonly<Record<string, unknown>>;
/** Stages of a pipeline by name; each takes the documents so far and its operand. */
export type Stages = Record<string, (documents: Iterator, operand: unknown) => Iterator>;

/** Code from a client is never run. */
const safe = { scriptEnabled: false, useStrictMode: true, failOnError: true, idKey: '_id' };
const operators = {
  accumulator: accumulators,
  expression: expressions,
  projection: projections,
  query: queries,
  window: windows,
} as Parameters<typeof Context.init>[0];
const context = Context.init({ ...operators });

const optionsWith = (variables: Variables, own = context): Options =>
  ({ ...safe, variables, context: own, processingMode: 0 }) as Options;

/** The value of an aggregation expression. */
export function evaluate(expression: unknown, document: Document, variables: Variables): unknown {
  return translated(() => evalExpr(document, expression, optionsWith(variables)));
}

/** Runs stages lazily over documents; `own` stages take the place of mingo's. */
export function* aggregate(
  pipeline: Document[],
  documents: Iterable<Document>,
  variables: Variables = {},
  own: Stages = {},
): Generator<Document> {
  const pipelines = { ...stages, ...own } as Record<`$${string}`, PipelineOperator>;
  const options = optionsWith(variables, Context.init({ ...operators, pipeline: pipelines }));
  const results = translated(() => new Aggregator(pipeline, options).stream(documents));
  for (;;) {
    const { done, value } = translated(() => results.next());
    if (done) return;
    yield value as Document;
  }
}

/** Errors of mingo are the client's: an unknown operator or a bad operand. */
function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof MingoError) throw new MongoFailure(2, error.message, {}, []);
    if (error instanceof TypeError || error instanceof RangeError) {
      throw new MongoFailure(2, `bad operand: ${error.message}`);
    }
    throw error;
  }
}
