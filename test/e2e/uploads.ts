import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { type Answer, createPerson, type Person } from '../person.ts';
import { act } from '../sessions.ts';
import { fleet } from './fleet.ts';

let second: string;

beforeAll(() => {
  [, second = ''] = fleet.urls;
});

/** As the multipart request specification has it. */
async function upload({ fetch }: Person, uploadId: string, file: File): Promise<unknown> {
  const query = `mutation ($input: UploadFileInput!) {
    uploadFile(input: $input) { file { id name size kind text } }
  }`;
  const form = new FormData();
  form.set('operations', JSON.stringify({ query, variables: { input: { file: null, uploadId } } }));
  form.set('map', JSON.stringify({ 0: ['variables.input.file'] }));
  form.set('0', file);
  return (await fetch('/graphql', { method: 'POST', body: form })).json();
}

const follow = (person: Person, uploadId: string) =>
  person.subscribe<{ fileProgress: object }>(
    `subscription ($uploadId: ID!) {
      fileProgress(uploadId: $uploadId) { state received total file { id name } code message }
    }`,
    { uploadId },
  );

test('an upload through one gateway is followed through another, and its file is deleted', async () => {
  const ada = await fleet.signUp('ada');
  const uploadId = randomUUID();
  const following = Array.fromAsync(follow(createPerson(second, ada.credential), uploadId));

  const answer = await upload(ada, uploadId, new File(['Blue kettles.'], 'tea.txt'));
  const seen = await following;

  const { id } = (answer as Answer<{ uploadFile: { file: { id: string } } }>).data?.uploadFile
    .file ?? { id: '' };
  const file = { id, name: 'tea.txt', size: 13, kind: 'DOCUMENT', text: 'Blue kettles.' };
  expect(answer).toEqual({ data: { uploadFile: { file } } });
  const known = { code: null, message: null };
  expect([seen.at(0), seen.at(-1)].map((one) => one?.data?.fileProgress)).toEqual([
    { ...known, state: 'RECEIVING', received: 0, total: null, file: null },
    { ...known, state: 'STORED', received: 13, total: 13, file: { id, name: 'tea.txt' } },
  ]);
  expect(await act(ada, 'deleteFile', { id }, { fields: '{ id }' })).toEqual({ id });
  const { data } = await ada.graphql('query ($id: ID!) { file(id: $id) { id } }', { id });
  expect(data).toEqual({ file: null });
});
