import { isRepeating, readStepsMax, toStepProgress } from '@tributary/workflow/engine/steps';
import { expect, test } from 'vitest';

const step = (action: string | null, input: string | null) => ({
  ...{ n: 1, thought: '', action, input, final: null, observation: '' },
});
const same = step('search_files', '{"query":"x"}');

test('the same action with the same input three times running is a repetition', () => {
  expect(isRepeating([same, same])).toBe(false);
  expect(isRepeating([same, same, same])).toBe(true);
  expect(isRepeating([step('calculate', '{}'), same, same, same])).toBe(true);
  expect(isRepeating([same, same, step('search_files', '{"query":"y"}')])).toBe(false);
  expect(isRepeating([same, same, same, step('calculate', '{}')])).toBe(false);
});

test('steps without an action repeat nothing', () => {
  expect(isRepeating([step(null, null), step(null, null), step(null, null)])).toBe(false);
});

test.each([
  [{}, 10],
  [{ maxSteps: 1 }, 1],
  [{ maxSteps: 50 }, 50],
  [{ maxSteps: 51 }, 10],
  [{ maxSteps: 2.5 }, 10],
  [{ maxSteps: '3' }, 10],
])('metadata %j allows %i steps', (metadata, max) => {
  expect(readStepsMax(metadata)).toBe(max);
});

test('progress is the share of steps, and not whole before the end', () => {
  expect([0, 1, 3, 9, 10].map((n) => toStepProgress(n, 10))).toEqual([0, 10, 30, 90, 99]);
});
