import type { LocalPrompt } from '@tributary/runtime/models/local-prompt';
import { divide, localObjects } from '@tributary/workflow/engine/local-objects';
import { findPlanProblem, planShape } from '@tributary/workflow/engine/plans';
import { expect, test } from 'vitest';

const prompt = (query: string, documents: LocalPrompt['documents'] = []): LocalPrompt => ({
  ...{ system: '', query, history: [], documents, tokens: 0 },
});
const part = (objective: string, isAfter = false) => ({ objective, isAfter });

test.each([
  ['Say hello.', [part('Say hello.')]],
  ['Collect facts. Then weigh them.', [part('Collect facts.'), part('weigh them.', true)]],
  ['- red\n- green\n\n2) blue', [part('red'), part('green'), part('blue')]],
  ['Read it and then sum up', [part('Read it'), part('sum up', true)]],
])('a request is divided in its own words: %s', (request, parts) => {
  expect(divide(request)).toEqual(parts);
});

test('a plan of the offline model can be carried out, however long the request is', () => {
  const request = Array.from({ length: 30 }, (_, index) => `- then part ${index}`).join('\n');

  const plan = planShape.schema.parse(localObjects.plan?.(prompt(request)));

  expect(plan.tasks.length).toBe(10);
  expect(findPlanProblem(plan)).toBeUndefined();
});

const steps = (...actions: string[]) => ({
  name: 'run:steps',
  text: JSON.stringify(actions.map((action, index) => ({ n: index + 1, action, input: '{}' }))),
});

test('a thought uses each helpful tool once, and then answers with what it saw', () => {
  const file = { name: 'prices.txt', text: 'The price is 3.' };
  const seen = { name: 'observation 1 (calculate)', text: '1 + 2 = 3' };
  const found = { name: 'observation 2 (search_files)', text: 'prices.txt: The price is 3.' };
  const query = 'What is 1 + 2, and the price?';

  const first = localObjects.thought?.(prompt(query, [steps(), file]));
  const second = localObjects.thought?.(prompt(query, [steps('calculate'), seen, file]));
  const last = localObjects.thought?.(
    prompt(query, [steps('calculate', 'search_files'), seen, found, file]),
  );

  expect(first).toMatchObject({ action: 'calculate', input: '{"expression":"1 + 2"}' });
  expect(second).toMatchObject({ action: 'search_files', input: JSON.stringify({ query }) });
  expect(last).toMatchObject({ action: null, final: `${seen.text}\n\n${found.text}` });
});
