import type { PromptDocument } from '@tributary/runtime/models/documents';
import type { ModelPrompt } from './model-calls.ts';
import type { TaskState } from './plans.ts';
import type { RoundContext } from './round-work.ts';
import { describeTools, planTools } from './tools.ts';

/** The documents that are the run's own and no file's: a colon is in hardly any file's name. */
export const ownDocuments = {
  task: 'run:task',
  tools: 'run:tools',
  files: 'run:files',
  results: 'run:results',
  steps: 'run:steps',
} as const;

const own = (name: keyof typeof ownDocuments, content: unknown): PromptDocument => ({
  name: ownDocuments[name],
  text: typeof content === 'string' ? content : JSON.stringify(content),
});

/** A file's beginning is enough to plan by. */
const previewLengthMax = 2_000;

export const previews = ({ texts }: RoundContext): PromptDocument[] =>
  texts.map(({ name, text }) => ({ name, text: text.slice(0, previewLengthMax) }));

const request = ({ content }: RoundContext) => content || 'Work on the files.';

export const analysis = (context: RoundContext): ModelPrompt => ({
  instructions:
    'Read the request. Give its intent in one sentence, its language as an ISO 639-1 code, ' +
    'and what is missing to fulfil it. Answer with JSON.',
  history: context.history,
  documents: previews(context),
  question: request(context),
});

export const plan = (context: RoundContext): ModelPrompt => ({
  instructions:
    'Divide the request into 1 to 10 tasks that together fulfil it. Each has an id, an objective, ' +
    'the ids of the tasks whose results it needs, and criteria of success. Answer with JSON.',
  history: context.history,
  documents: [own('tools', describeTools(planTools)), ...previews(context)],
  question: request(context),
});

export const actions = (
  context: RoundContext,
  task: TaskState,
  tasks: readonly TaskState[],
): ModelPrompt => ({
  instructions:
    'Choose 1 to 10 actions that fulfil the task, in the order in which they are to be done. ' +
    'Each names a tool, its parameters as a JSON object in a string, and its purpose. ' +
    'Answer with JSON.',
  history: context.history,
  documents: [
    own('task', describe(task)),
    own('tools', describeTools(planTools)),
    own(
      'files',
      context.texts.map(({ id, name }) => ({ id, name })),
    ),
    ...resultDocuments(task, tasks),
  ],
  question: task.objective,
});

export const review = (task: TaskState): ModelPrompt => ({
  instructions:
    'Compare the results with the task and its criteria. The verdict is success, retry with ' +
    'feedback that helps to do it better, or failed. Answer with JSON.',
  documents: [own('task', describe(task)), own('results', task.results)],
  question: task.objective,
});

export const summary = (context: RoundContext, tasks: readonly TaskState[]): ModelPrompt => ({
  instructions: 'Answer the request from the results of the tasks. Say what was not done.',
  history: context.history,
  documents: tasks
    .filter(({ status }) => status === 'success')
    .map(({ objective, outcome }) => ({ name: objective.slice(0, 100), text: outcome ?? '' })),
  question: request(context),
});

/** What a task may build on: the results of those it depends on, and its own so far. */
export const resultDocuments = (task: TaskState, tasks: readonly TaskState[]): PromptDocument[] => [
  ...tasks
    .filter(({ id, outcome }) => task.dependsOn.includes(id) && outcome !== null)
    .map(({ objective, outcome }) => ({ name: objective.slice(0, 100), text: outcome ?? '' })),
  ...task.results
    .filter(({ success }) => success)
    .map(({ text }, index) => ({ name: `result ${index + 1}`, text })),
];

const describe = ({ objective, successCriteria, feedback, retries }: TaskState) => ({
  objective,
  successCriteria,
  feedback,
  retries,
});
