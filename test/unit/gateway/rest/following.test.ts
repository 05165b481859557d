import { followEvents } from '@tributary/gateway/rest/following';
import { Failure } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';

const { signal } = new AbortController();

async function take(events: AsyncIterable<number>, count: number) {
  const taken: number[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}

test('events go on behind the last one when whoever tells them breaks or stops', async () => {
  const opened: (string | undefined)[] = [];
  const events = followEvents<number>({
    async *open(after) {
      opened.push(after);
      const next = Number(after ?? 0) + 1;
      yield next;
      if (next === 2) throw new Failure('UNAVAILABLE', 'gone');
      yield next + 1;
    },
    cursor: String,
    signal,
  });

  expect(await take(events, 6)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(opened).toEqual([undefined, '2', '4']);
});

test.each(['NOT_FOUND', 'BAD_INPUT', 'INTERNAL'] as const)('%s ends the events', async (code) => {
  const events = followEvents<number>({
    async *open() {
      yield 1;
      throw new Failure(code, 'over');
    },
    cursor: String,
    signal,
  });

  await expect(take(events, 2)).rejects.toMatchObject({ code });
});

test('an outage that lasts too long is the reader’s too', async () => {
  const events = followEvents<number>({
    // biome-ignore lint/correctness/useYield: it never comes to that
    async *open() {
      throw new Failure('UNAVAILABLE', 'gone');
    },
    cursor: String,
    signal,
    outageMsMax: 150,
  });

  await expect(take(events, 1)).rejects.toMatchObject({ code: 'UNAVAILABLE', message: 'gone' });
});
