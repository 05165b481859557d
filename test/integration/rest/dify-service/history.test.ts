import { beforeAll, expect, test } from 'vitest';
import type { Person } from '../../../person.ts';
import { type SharedEntrance, shareProduct } from '../../../shared.ts';
import { createProgram, type Program, readJson, told } from './program.ts';

let product: SharedEntrance;
let owner: Person;

beforeAll(async () => {
  product = await shareProduct();
  owner = await product.signUp('owner');
});

interface Page {
  limit: number;
  has_more: boolean;
  data: { id: string; query: string; name: string }[];
}

const page = (program: Program, path: string) => readJson<Page>(program.get(`/v1/${path}`));
const unknown = '0198a3c4-0000-7000-8000-000000000001';

test('messages come newest page first, each from old to new', async () => {
  const program = await createProgram(owner);
  const { conversation_id: id } = await program.ask({ query: 'one' });
  for (const query of ['two', 'three', 'four', 'five']) {
    await program.ask({ query, conversation_id: id });
  }
  const base = `messages?user=ada&conversation_id=${id}&limit=2`;

  const newest = await page(program, base);
  const middle = await page(program, `${base}&first_id=${newest.data[0]?.id}`);
  const oldest = await page(program, `${base}&first_id=${middle.data[0]?.id}`);

  const queries = [newest, middle, oldest].map(({ data, ...rest }) => ({
    ...rest,
    queries: data.map(({ query }) => query),
  }));
  expect(queries).toEqual([
    { limit: 2, has_more: true, queries: ['four', 'five'] },
    { limit: 2, has_more: true, queries: ['two', 'three'] },
    { limit: 2, has_more: false, queries: ['one'] },
  ]);
});

test('messages of what is not there, or not the caller’s, are not found', async () => {
  const program = await createProgram(owner);
  const { conversation_id: id } = await program.ask({});
  const messages = (query: string) => told(program.get(`/v1/messages?${query}`));

  expect(await page(program, 'messages?user=ada&conversation_id=')).toEqual({
    ...{ limit: 20, has_more: false, data: [] },
  });
  expect(await messages(`user=ada&conversation_id=${unknown}`)).toEqual([404, 'not_found']);
  expect(await messages(`user=eve&conversation_id=${id}`)).toEqual([404, 'not_found']);
  expect(await messages(`user=ada&conversation_id=${id}&first_id=${unknown}`)).toEqual([
    ...[404, 'not_found'],
  ]);
  expect(await messages('user=ada')).toEqual([400, 'invalid_param']);
  expect(await messages('user=ada&conversation_id[$gt]=')).toEqual([400, 'invalid_param']);
});

test('conversations are listed behind the last one, in each order', async () => {
  const program = await createProgram(owner);
  const ids: string[] = [];
  for (const query of ['a', 'b', 'c']) ids.push((await program.ask({ query })).conversation_id);
  await program.ask({ query: 'again', conversation_id: ids[0] });
  const list = async (query: string) =>
    (await page(program, `conversations?user=ada${query}`)).data.map(({ id }) => ids.indexOf(id));

  expect(await list('')).toEqual([0, 2, 1]);
  expect(await list('&sort_by=updated_at')).toEqual([1, 2, 0]);
  expect(await list('&sort_by=created_at')).toEqual([0, 1, 2]);
  expect(await list('&sort_by=-created_at')).toEqual([2, 1, 0]);
  expect(await list(`&last_id=${ids[2]}`)).toEqual([1]);
  const first = await page(program, 'conversations?user=ada&limit=1');
  expect(first).toEqual({
    limit: 1,
    has_more: true,
    data: [
      {
        id: ids[0],
        name: expect.any(String),
        inputs: {},
        status: 'normal',
        introduction: '',
        created_at: expect.any(Number),
        updated_at: expect.any(Number),
      },
    ],
  });
  expect(await told(program.get(`/v1/conversations?user=ada&last_id=${unknown}`))).toEqual([
    ...[404, 'not_found'],
  ]);
  expect(await list('&user=eve')).toHaveLength(3);
  expect(await page(program, 'conversations?user=eve')).toMatchObject({ data: [] });
});

test('who is not named is one and the same person, and a number is a name', async () => {
  const program = await createProgram(owner);
  const { conversation_id: id } = await program.ask({ user: 7, query: 'From seven' });
  await program.ask({ user: 'DEFAULT-USER', query: 'From nobody' });

  const names = async (query: string) =>
    (await page(program, `conversations${query}`)).data.map(({ name }) => name);

  expect(await names('?user=7')).toHaveLength(1);
  expect((await page(program, `messages?user=7&conversation_id=${id}`)).data).toHaveLength(1);
  expect(await names('')).toHaveLength(1);
  expect(await names('?user=')).toEqual(await names('?user=DEFAULT-USER'));
});
