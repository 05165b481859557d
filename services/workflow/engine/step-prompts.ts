import type { PromptDocument } from '@tributary/runtime/models/documents';
import type { ModelPrompt } from './model-calls.ts';
import { ownDocuments, previews } from './plan-prompts.ts';
import type { RoundContext } from './round-work.ts';
import type { Step } from './steps.ts';
import { describeTools, stepTools } from './tools.ts';

const observations = (steps: readonly Step[]): PromptDocument[] =>
  steps
    .filter(({ observation }) => observation !== '')
    .map(({ n, action, observation }) => ({
      name: `observation ${n} (${action ?? 'none'})`,
      text: observation,
    }));

export const thought = (context: RoundContext, steps: readonly Step[]): ModelPrompt => ({
  instructions:
    'You reach the goal in small steps. Think, then either name one tool as the action with its ' +
    'parameters as a JSON object in a string as the input, or, when you know enough, give the ' +
    'final answer. Leave what you do not give null. Answer with JSON.',
  history: context.history,
  documents: [
    {
      name: ownDocuments.steps,
      text: JSON.stringify(steps.map(({ n, action, input }) => ({ n, action, input }))),
    },
    { name: ownDocuments.tools, text: describeTools(stepTools) },
    ...observations(steps),
    ...previews(context),
  ],
  question: context.content || 'Work on the files.',
});

export const conclusion = (context: RoundContext, steps: readonly Step[]): ModelPrompt => ({
  instructions: 'Answer now, from what was observed. Say plainly what is not known.',
  history: context.history,
  documents: [...observations(steps), ...previews(context)],
  question: context.content || 'Work on the files.',
});
