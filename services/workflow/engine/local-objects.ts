import type { LocalObjects } from '@tributary/runtime/models/local';
import { writeLocalAnswer } from '@tributary/runtime/models/local-answer';
import type { LocalPrompt } from '@tributary/runtime/models/local-prompt';
import { z } from 'zod';
import { calculate } from './calculation.ts';
import { ownDocuments } from './plan-prompts.ts';
import type { Action, TaskPlan } from './plans.ts';
import type { Thought } from './steps.ts';

const tasksMax = 10;
const order = /^(?:and\s+)?(?:then|afterwards|after that|finally|next|lastly)\b[\s,:]*/i;
const bullet = /^\s*(?:[-*•]|\d{1,2}[.)])\s+/;
const boundary = /(?<=[.!?])\s+|;\s+|,?\s+(?:and\s+)?(?=then\s)/;

/** Parts of a request, in its own words, each with whether it comes after the one before it. */
export function divide(request: string): { objective: string; isAfter: boolean }[] {
  const lines = request.split(/\r?\n/).filter((line) => line.trim() !== '');
  const parts = lines.length > 1 ? lines : request.split(boundary);
  const found = parts
    .map((part) => part.replace(bullet, '').trim())
    .filter((part) => /[\p{L}\p{N}]/u.test(part))
    .map((part) => ({ objective: part.replace(order, '') || part, isAfter: order.test(part) }));
  const rest = found.slice(tasksMax - 1);
  if (rest.length < 2) return found;
  const objective = rest.map((part) => part.objective).join(' ');
  return [...found.slice(0, tasksMax - 1), { objective, isAfter: true }];
}

function plan({ query }: LocalPrompt): TaskPlan {
  const parts = divide(query);
  const tasks = parts.map(({ objective, isAfter }, index) => ({
    id: `task-${index + 1}`,
    objective: objective.slice(0, 4_000),
    dependsOn: isAfter && index > 0 ? [`task-${index}`] : [],
    successCriteria: ['There is a result.'],
  }));
  return { overview: 'The offline model takes the tasks from the request as it stands.', tasks };
}

const expressionPattern = /[\d(][\d\s.()+*/^%-]*[\d)]/g;
/** A dash or a slash without spaces is rather part of a date or a range. */
const operatorPattern = /[+*^%]|\s[-/]\s/;

/** The first part of a text that can be computed. */
function findExpression(text: string): string | undefined {
  const found = text.match(expressionPattern) ?? [];
  return found.find((expression) => operatorPattern.test(expression) && isComputable(expression));
}

function isComputable(expression: string): boolean {
  try {
    return Number.isFinite(calculate(expression));
  } catch {
    return false;
  }
}

const timePattern = /\b(?:what|current|which|tell)\b.*\b(?:time|date|day)\b|\btoday\b/i;

/** What an objective asks for that a tool does better than a quotation. */
function chooseTools(query: string, hasFiles: boolean): Omit<Action, 'id'>[] {
  const expression = findExpression(query);
  const chosen: [tool: string, params: unknown, purpose: string][] = [];
  if (expression) chosen.push(['calculate', { expression }, 'compute the expression']);
  if (timePattern.test(query)) chosen.push(['current_time', {}, 'look at the clock']);
  if (hasFiles) chosen.push(['search_files', { query }, 'find what the files say about it']);
  return chosen.map(([tool, params, purpose]) => ({
    tool,
    params: JSON.stringify(params),
    purpose,
  }));
}

const textOf = ({ documents }: LocalPrompt, name: string): string | undefined =>
  documents.find((document) => document.name === name)?.text;

const filesSchema = z.array(z.unknown());
const resultsSchema = z.array(z.object({ success: z.boolean(), error: z.string().nullable() }));
const stepsSchema = z.array(z.object({ action: z.string().nullable() }));

const read = <Value>(schema: z.ZodType<Value>, text: string | undefined): Value | undefined =>
  text === undefined ? undefined : schema.safeParse(JSON.parse(text)).data;

/** A file is searched; what other tasks found is answered from. */
function actions(prompt: LocalPrompt): { actions: Action[] } {
  const files = read(filesSchema, textOf(prompt, ownDocuments.files)) ?? [];
  const hasResults = prompt.documents.some(({ name }) => !isOwn(name));
  const chosen = chooseTools(prompt.query, files.length > 0 && !hasResults);
  const params = JSON.stringify({ question: prompt.query });
  const answer = { tool: 'answer', params, purpose: 'answer from what is known' };
  const all = chosen.length > 0 ? chosen : [answer];
  return { actions: all.map((action, index) => ({ id: `action-${index + 1}`, ...action })) };
}

function review(prompt: LocalPrompt) {
  const results = read(resultsSchema, textOf(prompt, ownDocuments.results)) ?? [];
  if (results.some(({ success }) => success)) return { verdict: 'success', feedback: '' };
  return { verdict: 'failed', feedback: results.find(({ error }) => error)?.error ?? '' };
}

const isOwn = (name: string) => Object.values(ownDocuments).some((own) => own === name);

/** Each tool that helps is used once; then what was observed is the answer. */
function thought(prompt: LocalPrompt): Thought {
  const used = read(stepsSchema, textOf(prompt, ownDocuments.steps)) ?? [];
  const documents = prompt.documents.filter(({ name }) => !isOwn(name));
  const isFile = ({ name }: { name: string }) => !name.startsWith('observation ');
  const chosen = chooseTools(prompt.query, documents.some(isFile));
  const next = chosen.find(({ tool }) => !used.some(({ action }) => action === tool));
  if (next) {
    const { tool, params, purpose } = next;
    return { thought: `I ${purpose}.`, action: tool, input: params, final: null };
  }
  const observed = documents.filter((document) => !isFile(document));
  const { system, query, history, tokens } = prompt;
  const known = observed.map(({ text }) => text).join('\n\n');
  const final = known || writeLocalAnswer({ system, query, history, tokens, documents: [] });
  return { thought: 'I know what I can find out.', action: null, input: null, final };
}

const analysis = ({ query }: LocalPrompt) => ({
  intent: query.split(/(?<=[.!?])\s|\n/)[0]?.slice(0, 500) || 'work on the files',
  language: /[\u3040-\u30ff]/.test(query) ? 'ja' : /[\u4e00-\u9fff]/.test(query) ? 'zh' : 'und',
  missing: [],
});

/** What the offline model answers where a model would decide: fixed rules, plainly applied. */
export const localObjects: LocalObjects = { analysis, plan, actions, review, thought };
