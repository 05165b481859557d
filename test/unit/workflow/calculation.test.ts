import { CalculationError, calculate } from '@tributary/workflow/engine/calculation';
import { expect, test } from 'vitest';

test.each([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['2 ^ 3 ^ 2', 512],
  ['-2 ^ 2', -4],
  ['10 - 4 - 3', 3],
  ['7 % 4 / 2', 1.5],
  ['1.5e2 + -.5', undefined],
  ['2 * -(3 + 4)', -14],
])('%s is %s', (expression, value) => {
  if (value === undefined) expect(() => calculate(expression)).toThrow(CalculationError);
  else expect(calculate(expression)).toBe(value);
});

test.each([
  ['1 +', 'the expression is incomplete'],
  ['(1', 'a parenthesis is not closed'],
  ['1 2', '"2" is not expected'],
  ['process', '"p" is not expected'],
  ['constructor + 1', '"c" is not expected'],
  ['1 / 0', 'the result is not a finite number'],
  ['('.repeat(500), 'the expression is nested too deeply'],
  ['1'.repeat(1_001), 'the expression exceeds 1000 characters'],
])('%s has no value', (expression, problem) => {
  expect(() => calculate(expression)).toThrow(problem);
});
