import { z } from 'zod';
import type { Shape } from './model-calls.ts';

/** What the model thinks next: an action with its input, or the final answer. */
export interface Thought {
  thought: string;
  action: string | null;
  /** A JSON object. */
  input: string | null;
  final: string | null;
}

export interface Step extends Thought {
  n: number;
  /** Cut for the context; the log has the whole. */
  observation: string;
}

export const thoughtShape: Shape<Thought> = {
  name: 'thought',
  schema: z.object({
    thought: z.string().max(8_000),
    action: z.string().max(64).nullable(),
    input: z.string().max(20_000).nullable().describe('a JSON object with the parameters'),
    final: z.string().max(100_000).nullable(),
  }),
  problem: ({ action, final }) =>
    action || final?.trim() ? undefined : 'it has neither an action nor a final answer',
};

const stepsDefault = 10;
const stepsMax = 50;

/** How many steps a run may take, as its metadata may say. */
export function readStepsMax({ maxSteps }: Record<string, unknown>): number {
  const isGiven =
    typeof maxSteps === 'number' &&
    Number.isInteger(maxSteps) &&
    maxSteps >= 1 &&
    maxSteps <= stepsMax;
  return isGiven ? maxSteps : stepsDefault;
}

const repeatsMax = 3;

/** Whether the last steps did the same thing over and over. */
export function isRepeating(steps: readonly Step[]): boolean {
  const last = steps.slice(-repeatsMax);
  const [first] = last;
  return (
    last.length === repeatsMax &&
    first?.action != null &&
    last.every(({ action, input }) => action === first.action && input === first.input)
  );
}

export const toStepProgress = (n: number, max: number): number =>
  Math.min(99, Math.floor((100 * n) / max));
