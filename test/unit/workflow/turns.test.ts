import { admit } from '@tributary/workflow/turns';
import { expect, test } from 'vitest';

const turn = (startedAt: number) => ({ runId: `wf_${startedAt}`, round: 1, startedAt });
const turns = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => turn(from + index));

test('ten rounds of an owner execute, the next one waits', () => {
  expect(admit({ executing: turns(1, 9), waiting: [] }, turn(10), true)).toEqual({
    executing: turns(1, 10),
    waiting: [],
    admitted: [turn(10)],
  });
  expect(admit({ executing: turns(1, 10), waiting: [] }, turn(11), true)).toEqual({
    executing: turns(1, 10),
    waiting: [turn(11)],
    admitted: [],
  });
});

test('when a round ends, the one that was started first is next', () => {
  const before = { executing: turns(1, 10), waiting: [turn(13), turn(11)] };

  expect(admit(before, turn(4), false)).toEqual({
    executing: [...turns(1, 3), ...turns(5, 10), turn(11)],
    waiting: [turn(13)],
    admitted: [turn(11)],
  });
});

test('a round that is stopped while it waits never executes', () => {
  const before = { executing: turns(1, 10), waiting: [turn(11)] };

  expect(admit(before, turn(11), false)).toEqual({
    executing: turns(1, 10),
    waiting: [],
    admitted: [],
  });
});

test('a round that is announced again is not admitted again', () => {
  const before = { executing: turns(1, 2), waiting: [] };

  expect(admit(before, turn(2), true)).toEqual({ ...before, admitted: [] });
});
