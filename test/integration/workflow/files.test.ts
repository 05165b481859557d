import type { Viewer } from '@tributary/runtime/identity';
import { offerStream } from '@tributary/runtime/streams';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SharedServices, shareProductServices } from '../../shared.ts';
import { account, createPlayer } from './players.ts';

let services: SharedServices;

beforeAll(async () => {
  services = await shareProductServices();
});
afterAll(() => services[Symbol.asyncDispose]());

const prices = 'The blue chair costs 30 euros.\n\nThe red chair costs 45 euros.\n\nWe like tea.';

async function upload(viewer: Viewer, name: string, text: string): Promise<string> {
  await using offer = offerStream(
    services.bus,
    (async function* () {
      yield new TextEncoder().encode(text);
    })(),
  );
  const { uploadFile } = await services.ask<{ uploadFile: { file: { id: string } } }>(
    viewer,
    'files',
    'mutation ($input: UploadFileInput!) { uploadFile(input: $input) { file { id } } }',
    { input: { file: { stream: offer.subject, name, mimeType: 'text/plain' } } },
  );
  return uploadFile.file.id;
}

test.each(['ACTIONPLAN', 'REACT'])(
  'a run in mode %s answers from the text of the files',
  async (mode) => {
    const ada = createPlayer(services, account());
    const id = await upload(ada.viewer, 'prices.txt', prices);

    const begun = await ada.start({ mode, input: 'What costs the blue chair?', files: [{ id }] });
    const run = await ada.end(begun.id);

    const file = { id, name: 'prices.txt', mimeType: 'text/plain', size: prices.length };
    expect(begun.messages[0]?.files).toEqual([file]);
    expect(begun.logs.map(({ level }) => level)).toEqual(['info']);
    expect(run.status).toBe('COMPLETED');
    expect(run.messages.at(-1)?.content).toContain('The blue chair costs 30 euros.');
    const answers = run.messages.filter(
      ({ role, files }) => role === 'ASSISTANT' && files.length > 0,
    );
    expect(answers.map(({ files }) => files)).toEqual([[file]]);
    expect(
      run.documents.map(({ messageId, fileId, fileName }) => [messageId, fileId, fileName]),
    ).toEqual(
      [begun.messages[0]?.id, answers[0]?.id].map((messageId) => [messageId, id, 'prices.txt']),
    );
  },
);

test('the file of somebody else is not known', async () => {
  const ada = createPlayer(services, account());
  const eve = createPlayer(services, account());
  const id = await upload(ada.viewer, 'prices.txt', prices);

  const begun = await eve.start({ mode: 'REACT', input: 'What costs the chair?', files: [{ id }] });
  const run = await eve.end(begun.id);

  expect(begun.messages[0]?.files).toEqual([{ id, name: id, mimeType: null, size: null }]);
  expect(begun.logs.map(({ level }) => level)).toEqual(['info', 'warning']);
  expect(JSON.stringify(run)).not.toContain('30 euros');
});

test('a later round still knows the files of an earlier one', async () => {
  const ada = createPlayer(services, account());
  const id = await upload(ada.viewer, 'prices.txt', prices);
  const first = await ada.start({
    mode: 'REACT',
    input: 'What costs the blue chair?',
    files: [{ id }],
  });
  await ada.end(first.id);

  await ada.start({ runId: first.id, input: 'And which chair is red?' });
  const run = await ada.end(first.id);

  expect(run.messages.at(-1)?.content).toContain('The red chair costs 45 euros.');
});
