import { Failure } from '@tributary/runtime/failure';
import { newId } from '@tributary/runtime/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { account, createPlayer, timeline } from './players.ts';

let services: Services;

beforeAll(async () => {
  services = await startServices(['workflow'], { MODEL_LOCAL_DELAY_MS: '20' });
});
afterAll(() => services[Symbol.asyncDispose]());

const slow = 'Tell me about rivers. Tell me about lakes. Then compare rivers with lakes.';

/** Starts a run and waits until its plan is there. */
async function startSlow(player: ReturnType<typeof createPlayer>, input = slow) {
  const { id } = await player.start({ input });
  for await (const event of player.follow(id)) if (event.currentStep === 'executing') break;
  return id;
}

const failure = (code: string, message?: string) =>
  expect.objectContaining({ code, ...(message !== undefined && { message }) });

test('nothing of a round appears once it is stopped', async () => {
  const ada = createPlayer(services, account());
  const id = await startSlow(ada);

  const stopped = await ada.stop(id);
  const events = await Array.fromAsync(ada.follow(id));
  const again = await ada.stop(id);
  // Another run of the same worker, from its start to its end, is time enough to be disturbed.
  await ada.end((await ada.start({ input: 'What is 1 + 2?', mode: 'REACT' })).id);
  const later = await ada.read(id);

  expect(stopped).toMatchObject({ status: 'STOPPED', currentStep: null, completedAt: null });
  expect(stopped.stoppedAt).toBeGreaterThan(stopped.createdAt);
  expect(stopped.progress).toBeLessThan(100);
  expect(stopped.logs.at(-1)).toMatchObject({ level: 'info', message: 'The run is stopped.' });
  expect(stopped.stats.filter(({ type }) => type === 'round').length).toBe(1);
  expect(again).toEqual(stopped);
  expect(later).toEqual(stopped);
  expect(events.at(-1)).toMatchObject({ type: 'state', status: 'STOPPED' });
}, 60_000);

test('a stopped run goes on in a new round and keeps what it had', async () => {
  const ada = createPlayer(services, account());
  const id = await startSlow(ada);
  const stopped = await ada.stop(id);

  const begun = await ada.start({
    ...{ runId: id, mode: 'REACT', input: 'What is 4 * 5?', metadata: { extra: 1 } },
  });
  const run = await ada.end(id);

  expect(begun).toMatchObject({
    ...{ id, status: 'RUNNING', mode: 'REACT', currentRound: 2, progress: 0, stoppedAt: null },
    metadata: { extra: 1 },
    tasks: [],
  });
  expect(timeline(run).slice(0, timeline(stopped).length)).toEqual(timeline(stopped));
  expect(run).toMatchObject({ status: 'COMPLETED', progress: 100, name: expect.any(String) });
  expect(run.messages.filter(({ round }) => round === 2).map(({ content }) => content)).toEqual([
    'What is 4 * 5?',
    '4 * 5 = 20',
  ]);
  expect(run.logs.find(({ round }) => round === 2)?.message).toBe('The run is continued.');
});

test('continuing a run that runs stops its round first', async () => {
  const ada = createPlayer(services, account());
  const id = await startSlow(ada);

  const begun = await ada.start({ runId: id, input: 'What is 1 + 1?', mode: 'REACT' });
  const run = await ada.end(id);

  expect(begun.currentRound).toBe(2);
  const first = timeline(run).filter((item) => 'round' in item && item.round === 1);
  const second = timeline(run).filter((item) => 'round' in item && item.round === 2);
  expect(first.at(-1)).toMatchObject({ message: 'The run is stopped.' });
  expect(first.at(-1)?.createdAt).toBeLessThan(second[0]?.createdAt ?? 0);
  expect(run).toMatchObject({ status: 'COMPLETED', currentRound: 2 });
});

test('the same key gives the first answer again, to the same account', async () => {
  const ada = createPlayer(services, account());
  const eve = createPlayer(services, account());
  const input = { input: 'What is 1 + 1?', mode: 'REACT', idempotencyKey: newId() };

  const [first, same] = await Promise.all([ada.start(input), ada.start(input)]);
  await ada.end(first.id);
  const later = await ada.start(input);
  const other = await eve.start(input);

  expect(same).toEqual(first);
  expect(later).toEqual(first);
  expect(other.id).not.toBe(first.id);
});

test('a start that was refused frees its key, and has not named a run', async () => {
  const ada = createPlayer(services, account());
  const input = { input: 'What is 1 + 1?', mode: 'REACT' };

  for (const runId of ['wf_chosen', '>']) {
    const idempotencyKey = newId();
    const refused = ada.start({ ...input, runId, idempotencyKey });
    await expect(refused).rejects.toEqual(failure('NOT_FOUND'));
    const begun = await ada.start({ ...input, idempotencyKey });
    expect(begun).toMatchObject({ id: expect.stringMatching(/^wf_[\w-]{22}$/), currentRound: 1 });
    expect(await ada.start({ ...input, runId, idempotencyKey })).toEqual(begun);
  }
});

test('a key that is being used does not start anything else', async () => {
  const ada = createPlayer(services, account());
  const { id: runId } = await ada.end((await ada.start({ input: '1 + 1', mode: 'REACT' })).id);
  const key = { input: 'What is 1 + 1?', mode: 'REACT', idempotencyKey: newId() };

  const [one, other] = await Promise.allSettled([ada.start(key), ada.start({ ...key, runId })]);

  // Whichever came first; the second is refused, or gets the answer of the first.
  const ids = [one, other].flatMap((it) => (it.status === 'fulfilled' ? [it.value.id] : []));
  expect(new Set(ids).size).toBe(1);
  for (const it of [one, other]) {
    if (it.status === 'rejected') expect(it.reason).toEqual(failure('BAD_INPUT'));
  }
});

test('a stranger sees nothing and may do nothing', async () => {
  const ada = createPlayer(services, account());
  const eve = createPlayer(services, account());
  const { id } = await ada.start({ input: 'What is 1 + 1?', mode: 'REACT' });
  const foreign = failure('FORBIDDEN', 'the run belongs to somebody else');

  expect(await eve.read(id)).toBeNull();
  await expect(eve.stop(id)).rejects.toEqual(foreign);
  await expect(eve.start({ runId: id, input: 'x' })).rejects.toEqual(foreign);
  await expect(Array.fromAsync(eve.follow(id))).rejects.toEqual(failure('NOT_FOUND'));
});

test('an account reaches no run of one organization while signed in to another', async () => {
  const ada = createPlayer(services, account());
  const place = { organizationId: newId(), scopes: ['org:admin'] };
  const elsewhere = createPlayer(services, { ...ada.viewer, ...place });
  const input = { input: 'What is 1 + 1?', mode: 'REACT', idempotencyKey: newId() };
  const { id } = await ada.start(input);
  const foreign = failure('FORBIDDEN', 'the run belongs to somebody else');
  const query = `query ($id: ID!) {
    _entities(representations: [{ __typename: "Account", id: $id }]) {
      ... on Account { workflowRuns(first: 9) { nodes { id } } }
    }
    workflowRuns { id }
  }`;

  expect(await elsewhere.read(id)).toBeNull();
  expect(await services.ask(elsewhere.viewer, 'workflow', query, { id: ada.viewer.id })).toEqual({
    ...{ _entities: [{ workflowRuns: { nodes: [] } }], workflowRuns: [] },
  });
  await expect(elsewhere.stop(id)).rejects.toEqual(foreign);
  await expect(elsewhere.start({ runId: id, input: 'x' })).rejects.toEqual(foreign);
  await expect(Array.fromAsync(elsewhere.follow(id))).rejects.toEqual(failure('NOT_FOUND'));
  expect((await elsewhere.start(input)).id).not.toBe(id);
});

test('an administrator of the organization reads and stops, but does not go on', async () => {
  const ada = createPlayer(services, account());
  const { organizationId } = ada.viewer;
  const boss = createPlayer(services, account(organizationId, ['org:admin']));
  const colleague = createPlayer(services, account(organizationId));
  const stranger = createPlayer(services, account(newId(), ['org:admin']));
  const id = await startSlow(ada);

  expect((await boss.read(id))?.owner.id).toBe(ada.viewer.id);
  expect([await colleague.read(id), await stranger.read(id)]).toEqual([null, null]);
  await expect(stranger.stop(id)).rejects.toEqual(failure('FORBIDDEN'));
  expect((await boss.stop(id)).status).toBe('STOPPED');
  await expect(boss.start({ runId: id, input: 'x' })).rejects.toEqual(failure('FORBIDDEN'));
});

test('what does not exist is not found, whatever its id looks like', async () => {
  const ada = createPlayer(services, account());

  for (const id of ['wf_none', '', '{"$gt":""}', 'a.b', 'x'.repeat(200)]) {
    expect(await ada.read(id)).toBeNull();
    await expect(ada.stop(id)).rejects.toEqual(failure('NOT_FOUND', 'the run does not exist'));
  }
  await expect(ada.start({ runId: 'wf_none', input: 'x' })).rejects.toEqual(failure('NOT_FOUND'));
});

test('only accounts have runs', async () => {
  const nobody = createPlayer(services, { id: '', kind: 'anonymous', scopes: [] });
  const app = createPlayer(services, { id: newId(), kind: 'app', appId: newId(), scopes: [] });

  await expect(nobody.start({ input: 'x' })).rejects.toEqual(failure('UNAUTHENTICATED'));
  await expect(app.start({ input: 'x' })).rejects.toEqual(failure('FORBIDDEN'));
  await expect(app.start({ input: 'x' })).rejects.toBeInstanceOf(Failure);
});

test('a file that no store knows is referred to, with a warning', async () => {
  const ada = createPlayer(services, account());
  const files = [
    { id: 'a/../b', extra: { folder: 'x' } },
    { id: newId(), name: 'b.txt', size: 3 },
  ];

  const run = await ada.start({ input: '', files, mode: 'REACT', metadata: { maxSteps: 1 } });

  expect(run.name).toBe('New workflow');
  expect(run.messages[0]?.files).toEqual([
    { folder: 'x', id: 'a/../b', name: 'a/../b', mimeType: null, size: null },
    { id: files[1]?.id, name: 'b.txt', mimeType: null, size: 3 },
  ]);
  expect(run.documents.map(({ fileId, messageId }) => [fileId, messageId])).toEqual(
    files.map(({ id }) => [id, run.messages[0]?.id]),
  );
  expect(run.logs.map(({ level }) => level)).toEqual(['info', 'warning', 'warning']);
});

test('an account lists its runs by pages, the newest first', async () => {
  const ada = createPlayer(services, account());
  const eve = createPlayer(services, account());
  const ids: string[] = [];
  for (const n of [1, 2, 3]) {
    ids.push((await ada.start({ input: `What is ${n} + 1?`, mode: 'REACT' })).id);
  }
  const query = `query ($id: ID!, $first: Int!, $after: ID) {
    _entities(representations: [{ __typename: "Account", id: $id }]) {
      ... on Account { workflowRuns(first: $first, after: $after) { nodes { id } hasMore } }
    }
    workflowRuns { id }
  }`;
  const variables = { id: ada.viewer.id, first: 2, after: null };
  const page = (nodes: string[], hasMore: boolean) => [
    { workflowRuns: { nodes: nodes.map((id) => ({ id })), hasMore } },
  ];
  const [one = '', two = '', three = ''] = ids;

  const first = await services.ask(ada.viewer, 'workflow', query, variables);
  const second = await services.ask(ada.viewer, 'workflow', query, { ...variables, after: two });
  const foreign = await services.ask(eve.viewer, 'workflow', query, variables);

  const all = ids.map((id) => ({ id }));
  expect(first).toEqual({ _entities: page([three, two], true), workflowRuns: all });
  expect(second).toEqual({ _entities: page([one], false), workflowRuns: all });
  expect(foreign).toEqual({ _entities: page([], false), workflowRuns: [] });
});
