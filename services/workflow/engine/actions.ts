import type { StatBody } from '../items.ts';
import { CalculationError } from './calculation.ts';
import { ModelUnusable } from './model-calls.ts';
import { type Tool, type ToolContext, ToolError } from './tools.ts';

export interface ActionResult {
  success: boolean;
  text: string;
  fileIds: string[];
  error: string | null;
}

export interface Done {
  result: ActionResult;
  calls: StatBody[];
  stat: StatBody;
}

export interface ActionOptions {
  tool: string;
  /** A JSON object. */
  params: string;
  tools: readonly Tool[];
  context: ToolContext;
  signal: AbortSignal;
}

const actionMsMax = 120_000;
const textLengthMax = 65_536;

/** Runs one tool. Whatever is wrong with it is a result too; only the end of the round throws. */
export async function act(options: ActionOptions): Promise<Done> {
  const startedAt = performance.now();
  const { result, calls } = await attempt(options);
  const stat: StatBody = {
    messageId: null,
    type: 'action',
    model: null,
    inputTokens: calls.reduce((sum, call) => sum + call.inputTokens, 0),
    outputTokens: calls.reduce((sum, call) => sum + call.outputTokens, 0),
    totalTokens: calls.reduce((sum, call) => sum + call.totalTokens, 0),
    processingTime: (performance.now() - startedAt) / 1_000,
    bytesSent: Buffer.byteLength(options.params),
    bytesReceived: Buffer.byteLength(result.text),
    errorCount: result.success ? 0 : 1,
  };
  return { result, calls, stat };
}

async function attempt({ tool, params, tools, context, signal }: ActionOptions) {
  try {
    const known = tools.find(({ name }) => name === tool);
    if (!known) throw new ToolError(`there is no tool "${tool}"`);
    const limit = AbortSignal.timeout(actionMsMax);
    const { text, fileIds, calls } = await within(
      known.run(readParams(params), context),
      AbortSignal.any([signal, limit]),
    );
    return { result: succeeded(text.slice(0, textLengthMax), fileIds), calls };
  } catch (error) {
    signal.throwIfAborted();
    return {
      result: failed(explain(error)),
      calls: error instanceof ModelUnusable ? error.calls : [],
    };
  }
}

const succeeded = (text: string, fileIds: string[]): ActionResult => ({
  success: true,
  text,
  fileIds,
  error: null,
});

const failed = (error: string): ActionResult => ({
  success: false,
  text: '',
  fileIds: [],
  error,
});

function explain(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return `the tool took longer than ${actionMsMax / 1_000} seconds`;
  }
  const isKnown =
    error instanceof ToolError ||
    error instanceof CalculationError ||
    error instanceof ModelUnusable;
  if (isKnown) return error.message;
  throw error;
}

function readParams(params: string): unknown {
  try {
    return JSON.parse(params || '{}');
  } catch {
    throw new ToolError('the parameters are not JSON');
  }
}

/** The tool's result, unless the signal comes first: what arrives later is dropped. */
async function within<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
