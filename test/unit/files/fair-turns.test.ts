import { createFairTurns, ownerOf } from '@tributary/files/fair-turns';
import { anonymous, asService } from '@tributary/runtime/identity';
import { expect, test } from 'vitest';

/** Notes who has had a turn, in that order; each ends at once. */
function createQueue(turns: ReturnType<typeof createFairTurns>) {
  const served: string[] = [];
  const wait = async (name: string, owner?: string, size = 1) => {
    using _turn = await turns.take({ owner, size });
    served.push(name);
  };
  return { served, wait };
}

test('of those who wait the one with the least at work is next', async () => {
  const turns = createFairTurns({ name: 'things', sizeMax: 2, waitingMax: 9 });
  const [first, second] = [await turns.take({ owner: 'a' }), await turns.take({ owner: 'a' })];
  const { served, wait } = createQueue(turns);

  const waiting = [wait('a3', 'a'), wait('a4', 'a'), wait('b1', 'b'), wait('c1', 'c')];
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  second[Symbol.dispose]();

  await Promise.all(waiting);
  expect(served).toEqual(['b1', 'a3', 'c1', 'a4']);
});

test('an owner has its share at work, and its share of those who wait', async () => {
  const limits = { sizeMax: 5, ownerSizeMax: 1, waitingMax: 3, ownerWaitingMax: 1 };
  const turns = createFairTurns({ name: 'things', ...limits });
  const held = await turns.take({ owner: 'a' });
  const { served, wait } = createQueue(turns);

  const waiting = [wait('a2', 'a'), wait('b1', 'b')];

  await expect(turns.take({ owner: 'a' })).rejects.toMatchObject({
    ...{ code: 'RATE_LIMITED', message: 'at most 1 things of one caller wait' },
  });
  await waiting[1];
  expect(served).toEqual(['b1']);
  held[Symbol.dispose]();
  await waiting[0];
});

test('a large one is not overtaken without end, and who gives up lets the others by', async () => {
  const turns = createFairTurns({ name: 'bytes', sizeMax: 10, waitingMax: 2 });
  const held = await turns.take({ size: 6 });
  const leaving = new AbortController();
  const { served, wait } = createQueue(turns);

  const large = turns.take({ size: 8, signal: leaving.signal });
  const small = wait('small', undefined, 2);
  const full = { code: 'UNAVAILABLE', message: 'too many bytes wait' };
  await expect(turns.take({})).rejects.toMatchObject(full);
  await expect(turns.take({ isImpatient: true })).rejects.toMatchObject(full);
  expect(served).toEqual([]);
  leaving.abort(new Error('gone'));

  await expect(large).rejects.toThrow('gone');
  await small;
  await expect(turns.take({ signal: leaving.signal })).rejects.toThrow('gone');
  held[Symbol.dispose]();
  (await turns.take({ size: 10 }))[Symbol.dispose]();
});

test('services have no share, and nobody in particular is known by the address', () => {
  const viewers = [asService('chat'), anonymous, { ...anonymous, ip: '192.0.2.1' }];

  expect(viewers.map(ownerOf)).toEqual([undefined, 'anonymous:', 'anonymous:192.0.2.1']);
});
