import { createWaitingRoom } from '@tributary/files/sessions/waiting-room';
import { expect, test } from 'vitest';

test('so many wait for the same, so many at all, and a place that is left is free', () => {
  const room = createWaitingRoom({ sameMax: 2, allMax: 3 });
  const places = ['a', 'a', 'a', 'b', 'b', 'c'].map((name) => room.enter(name));
  const taken = places.map((place) => place !== undefined);

  places[0]?.[Symbol.dispose]();
  const again = [room.enter('a'), room.enter('a')];

  expect(taken).toEqual([true, true, false, true, false, false]);
  expect(again.map((place) => place !== undefined)).toEqual([true, false]);
});
