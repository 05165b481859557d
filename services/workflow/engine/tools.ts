import type { PromptDocument } from '@tributary/runtime/models/documents';
import { rankPassages, splitPassages } from '@tributary/runtime/models/passages';
import { z } from 'zod';
import type { StatBody } from '../items.ts';
import type { FileText } from '../run-files.ts';
import { calculate } from './calculation.ts';
import type { ModelCalls, ModelPrompt } from './model-calls.ts';

export interface ToolContext {
  files: readonly FileText[];
  /** What is known beside the files, such as the results of other tasks. */
  documents: readonly PromptDocument[];
  history: NonNullable<ModelPrompt['history']>;
  calls: ModelCalls;
  now: Date;
}

export interface ToolResult {
  text: string;
  /** The files that the result comes from. */
  fileIds: string[];
  calls: StatBody[];
}

/** Something that a run can do beside asking the model what to do. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  /** The JSON schema of its parameters. */
  readonly parameters: unknown;
  run(params: unknown, context: ToolContext): Promise<ToolResult>;
}

/** Why a tool has no result, in words for a model. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

const passagesMax = 5;
const readLengthMax = 16_000;

const found = (text: string, fileIds: string[] = []): ToolResult => ({ text, fileIds, calls: [] });

function tool<Params>(
  name: string,
  description: string,
  schema: z.ZodType<Params>,
  run: (params: Params, context: ToolContext) => ToolResult | Promise<ToolResult>,
): Tool {
  return {
    name,
    description,
    parameters: z.toJSONSchema(schema),
    async run(params, context) {
      const result = schema.safeParse(params);
      if (result.success) return run(result.data, context);
      throw new ToolError(`the parameters are wrong: ${z.prettifyError(result.error)}`);
    },
  };
}

const answer = tool(
  'answer',
  'Answers a question from the files and the results so far.',
  z.object({ question: z.string().min(1) }),
  async ({ question }, { files, documents, history, calls }) => {
    const reply = await calls.text({
      instructions: 'Answer the question from the documents. Say so if they do not answer it.',
      history,
      documents: [...files, ...documents],
      question,
    });
    return { text: reply.value, fileIds: [], calls: reply.calls };
  },
);

const searchFiles = tool(
  'search_files',
  'Finds the passages of the files that fit some words best.',
  z.object({ query: z.string().min(1) }),
  ({ query }, { files }) => {
    if (files.length === 0) throw new ToolError('there is no file with a text');
    // A passage carries its file's id as its name: two files may be called the same.
    const passages = files.flatMap(({ id, text }) => splitPassages({ name: id, text }));
    const best = rankPassages(query, passages).slice(0, passagesMax);
    if (best.length === 0) return found('No passage of the files has any of these words.');
    const names = new Map(files.map(({ id, name }) => [id, name]));
    const quotes = best.map((one) => `${names.get(one.name)}: ${one.text}`);
    return found(quotes.join('\n\n'), [...new Set(best.map(({ name }) => name))]);
  },
);

const readFile = tool(
  'read_file',
  `Reads a file's text, up to ${readLengthMax} characters from an offset.`,
  z.object({ file: z.string().min(1), offset: z.number().int().min(0).default(0) }),
  ({ file, offset }, { files }) => {
    const one = files.find(({ id, name }) => id === file || name === file);
    if (!one) throw new ToolError(`there is no file "${file}" with a text`);
    const text = one.text.slice(offset, offset + readLengthMax);
    const rest = one.text.length - offset - text.length;
    return found(rest > 0 ? `${text}\n[${rest} characters follow]` : text, [one.id]);
  },
);

const calculator = tool(
  'calculate',
  'Gives the value of an arithmetic expression with + - * / % ^ and parentheses.',
  z.object({ expression: z.string().min(1) }),
  ({ expression }) => found(`${expression.trim()} = ${calculate(expression)}`),
);

const currentTime = tool(
  'current_time',
  'Tells the date and time, in UTC or in a time zone such as Europe/Paris.',
  z.object({ timeZone: z.string().optional() }),
  ({ timeZone = 'UTC' }, { now }) => {
    try {
      const text = now.toLocaleString('en-GB', { timeZone, dateStyle: 'full', timeStyle: 'long' });
      return found(`It is ${text}.`);
    } catch {
      throw new ToolError(`there is no time zone "${timeZone}"`);
    }
  },
);

const all = [answer, searchFiles, readFile, calculator, currentTime];

/** The tools of a plan's actions. */
export const planTools: readonly Tool[] = all;
/** Those of small steps: there the model's own final words are the answer. */
export const stepTools: readonly Tool[] = all.filter((one) => one !== answer);

/** What a model is told about tools. */
export const describeTools = (tools: readonly Tool[]): string =>
  JSON.stringify(
    tools.map(({ name, description, parameters }) => ({ name, description, parameters })),
  );
