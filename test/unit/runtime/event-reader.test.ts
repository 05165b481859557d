import { shareOf } from '@tributary/runtime/event-reader';
import { expect, test } from 'vitest';

test('a thousand readers of a process share what may wait, and each can go on', () => {
  expect([1, 64, 1_000, 10_000].map(shareOf)).toEqual([
    { count: 256, bytes: 4_194_304 },
    { count: 256, bytes: 1_114_112 },
    { count: 16, bytes: 1_114_112 },
    { count: 16, bytes: 1_114_112 },
  ]);
});
