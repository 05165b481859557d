import { createSessionFacts } from '@tributary/files/sessions/session-facts';
import { newId } from '@tributary/runtime/ids';
import { expect, test } from 'vitest';
import { startNetwork } from '../runtime/network.ts';

test('all who wait for a session share what tells of it, and the question for its end', async () => {
  await using network = await startNetwork();
  const own = await network.connect();
  const { connection } = own;
  const asked: string[] = [];
  const subjects: string[] = [];
  const subscribe: typeof connection.subscribe = (subject, options) => {
    subjects.push(subject);
    return connection.subscribe(subject, options);
  };
  const bus = {
    ...own,
    connection: Object.assign(Object.create(connection), { subscribe }),
  };
  const ended = Promise.withResolvers<boolean>();
  const isConnected = (id: string) => asked.push(id) === 1 || ended.promise;
  using facts = createSessionFacts({ bus, isConnected: async (id) => isConnected(id), lookMs: 20 });
  const id = newId();
  const ears = Array.from({ length: 5 }, () => facts.listen(id));

  await Promise.all(ears.map((ear) => ear.begin()));
  const waits = ears.map((ear) => ear.wait(60_000, AbortSignal.timeout(60_000)));
  await expect.poll(() => asked.length).toBe(2);
  ended.resolve(false);
  await Promise.all(waits);

  expect(ears.map(({ hasEnded }) => hasEnded)).toEqual(ears.map(() => true));
  expect(asked).toEqual([id, id]);
  expect(subjects).toEqual([`event.session.${id}`, `session.ended.${id}`]);
});
