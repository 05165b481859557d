import { createHash } from 'node:crypto';
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

const text = 'The blue kettle costs 42 crowns.';
const prices = (name = 'prices.txt', type = 'text/plain') => new File([text], name, { type });

interface Uploaded {
  id: string;
  created_by: string;
}

/** A file that a message of the program refers to. */
async function sendFile(program: Program, file = prices()): Promise<string> {
  const { id } = await readJson<Uploaded>(program.upload(file, 'ada'));
  const reference = { type: 'document', transfer_method: 'local_file', upload_file_id: id };
  await program.ask({ files: [reference] });
  return id;
}

test('an upload answers with every documented member', async () => {
  const program = await createProgram(owner);

  const response = await program.upload(prices('Prices.TXT'), 'ada');

  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    id: expect.any(String),
    name: 'Prices.TXT',
    size: text.length,
    extension: 'txt',
    mime_type: 'text/plain',
    created_by: expect.any(String),
    created_at: expect.any(Number),
    preview_url: null,
    source_url: expect.stringContaining('/files/'),
    original_url: null,
    user_id: null,
    tenant_id: owner.organizationId,
    conversation_id: null,
    file_key: null,
  });
});

test('uploads that are not what they must be are refused', async () => {
  const program = await createProgram(owner);
  const empty = new FormData();
  empty.set('user', 'ada');
  const form = (members: FormData) =>
    told(
      fetch(`${product.url}/v1/files/upload`, {
        method: 'POST',
        headers: { authorization: `bearer ${program.key}` },
        body: members,
      }),
    );
  const two = new FormData();
  two.append('file', prices());
  two.append('file', prices());
  const large = new File([new Uint8Array(10_485_761)], 'a.png', { type: 'image/png' });

  expect(await form(empty)).toEqual([400, 'no_file_uploaded']);
  expect(await form(two)).toEqual([400, 'too_many_files']);
  expect(await told(program.upload(prices('a/b.txt')))).toEqual([400, 'invalid_param']);
  expect(await told(program.upload(prices('a.exe', 'application/x-exe')))).toEqual([
    ...[415, 'unsupported_file_type'],
  ]);
  expect(await told(program.upload(large))).toEqual([413, 'file_too_large']);
  expect(await told(program.post('/v1/files/upload', {}))).toEqual([415, 'unsupported_media_type']);
});

/** A form with one part that says of itself just this. */
const raw = (program: Program, head: string, end = '\r\n--b--\r\n') =>
  program.fetch('/v1/files/upload', {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: `--b\r\nContent-Disposition: form-data; name="file"${head}\r\n\r\nx${end}`,
  });

test('a part has to tell its name and its type', async () => {
  const program = await createProgram(owner);
  const type = '\r\nContent-Type: text/plain';

  expect(await told(raw(program, type))).toEqual([400, 'filename_not_exists_error']);
  expect(await told(raw(program, `; filename=""${type}`))).toEqual([
    ...[400, 'filename_not_exists_error'],
  ]);
  expect(await told(raw(program, '; filename="a.txt"'))).toEqual([415, 'unsupported_file_type']);
  expect(await told(raw(program, `; filename="a\\b.txt"${type}`))).toEqual([400, 'invalid_param']);
  expect(await told(raw(program, `; filename="a\0.txt"${type}`))).toEqual([400, 'invalid_param']);
  expect(await told(raw(program, `; filename="a.txt"${type}`, ''))).toEqual([400, 'bad_request']);
  expect((await raw(program, `; filename="a.txt"${type}`)).status).toBe(200);
});

test('names do not disguise what they are, and nothing is too long', async () => {
  const program = await createProgram(owner);
  const nameOf = async (name: string) =>
    (await readJson<{ name: string }>(program.upload(prices(name)))).name;

  expect(await nameOf('a\u202Etxt.csv')).toBe('atxt.csv');
  expect(await nameOf(`${'n'.repeat(10_000)}.tar.txt`)).toBe(`${'n'.repeat(200)}.txt`);
});

test('an app takes what its settings say, and five types of image in any case', async () => {
  const program = await createProgram(owner, {
    config: {
      file_upload: {
        enabled: true,
        allowed_file_types: ['audio', 'custom'],
        allowed_file_extensions: ['.exe'],
      },
    },
  });
  const status = async (name: string, type: string) =>
    (await program.upload(prices(name, type))).status;

  expect(await status('a.png', 'image/png')).toBe(200);
  expect(await status('a.mp3', 'audio/mpeg')).toBe(200);
  expect(await status('a.exe', 'application/x-exe')).toBe(200);
  expect(await told(program.upload(prices()))).toEqual([415, 'unsupported_file_type']);
  expect(await status('a.mp4', 'video/mp4')).toBe(415);
});

test('the address of a file works without a key, for as long as it says', async () => {
  const program = await createProgram(owner);
  const { source_url: address } = await readJson<{ source_url: string }>(
    program.upload(prices('a.html', 'text/html'), 'ada'),
  );

  const shown = await fetch(address);
  const forged = fetch(address.replace(/sign=./, 'sign='));
  const unsigned = fetch(address.replace(/\?.*/, ''));

  expect([shown.status, await shown.text()]).toEqual([200, text]);
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': String(text.length),
    'content-disposition': "attachment; filename*=UTF-8''a.html",
    'x-content-type-options': 'nosniff',
  });
  expect(await told(forged)).toEqual([404, 'not_found']);
  expect(await told(unsigned)).toEqual([404, 'not_found']);
});

test('what may run scripts is shown without them', async () => {
  const program = await createProgram(owner);
  const svg = new File(['<svg xmlns="http://www.w3.org/2000/svg"/>'], 'a.svg', {
    type: 'image/svg+xml',
  });
  const { source_url: address } = await readJson<{ source_url: string }>(program.upload(svg));

  const shown = await fetch(address);

  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'image/svg+xml',
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    'x-content-type-options': 'nosniff',
  });
});

test('who has the content already is told so', async () => {
  const program = await createProgram(owner);
  const id = await sendFile(program);
  const preview = (headers = {}) => program.fetch(`/v1/files/${id}/preview`, { headers });
  const etag = `"${createHash('sha256').update(text).digest('hex')}"`;

  const whole = await preview();
  const known = await preview({ 'if-none-match': etag });
  const part = await preview({ range: 'bytes=4-7', 'if-range': etag });

  expect([whole.status, whole.headers.get('etag')]).toEqual([200, etag]);
  expect([known.status, await known.text()]).toEqual([304, '']);
  expect([part.status, await part.text()]).toEqual([206, 'blue']);
});

test('the end of a stream tells of the files that were sent', async () => {
  const program = await createProgram(owner);
  const { id } = await readJson<Uploaded>(program.upload(prices(), 'ada'));
  const files = [{ type: 'document', transfer_method: 'local_file', upload_file_id: id }];

  const stream = await program.post('/v1/chat-messages', { query: 'Hi', user: 'ada', files });
  const end = (await stream.text()).trim().split('\n\n').at(-1) ?? '';

  expect(JSON.parse(end.slice('data: '.length))).toMatchObject({
    event: 'message_end',
    files: [{ related_id: id, filename: 'prices.txt', extension: '.txt', size: text.length }],
  });
});

test('only who uploaded a file may send it', async () => {
  const program = await createProgram(owner);
  const { id } = await readJson<Uploaded>(program.upload(prices(), 'ada'));
  const files = [{ type: 'document', transfer_method: 'local_file', upload_file_id: id }];

  const sent = program.post('/v1/chat-messages', { query: 'Hi', user: 'eve', files });

  expect(await told(sent)).toEqual([400, 'invalid_param']);
});

test('a file can be seen once a message of the app refers to it', async () => {
  const program = await createProgram(owner);
  const other = await createProgram(owner);
  const { id: unused } = await readJson<Uploaded>(program.upload(prices(), 'ada'));
  const id = await sendFile(program);
  const preview = (query = '') => program.get(`/v1/files/${id}/preview${query}`);

  const shown = await preview();
  const attached = await preview('?as_attachment=yes');

  expect([shown.status, await shown.text()]).toEqual([200, text]);
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'text/plain',
    'content-length': String(text.length),
    'cache-control': 'public, max-age=3600',
  });
  expect(Object.fromEntries(attached.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': "attachment; filename*=UTF-8''prices.txt",
  });
  expect(await told(preview('?as_attachment=maybe'))).toEqual([400, 'invalid_param']);
  expect(await told(program.get(`/v1/files/${unused}/preview`))).toEqual([404, 'file_not_found']);
  expect(await told(program.get('/v1/files/nothing/preview'))).toEqual([404, 'not_found']);
  expect(await told(other.get(`/v1/files/${id}/preview`))).toEqual([403, 'file_access_denied']);
});

test('the messages of a conversation tell of the files that were sent', async () => {
  const program = await createProgram(owner);
  const id = await sendFile(program);
  const { data: conversations } = await readJson<{ data: { id: string }[] }>(
    program.get('/v1/conversations?user=ada'),
  );

  const path = `/v1/messages?user=ada&conversation_id=${conversations[0]?.id}`;
  const { data } = await readJson<{ data: { message_files: object[] }[] }>(program.get(path));

  expect(data[0]?.message_files).toEqual([
    {
      id,
      filename: 'prices.txt',
      type: 'document',
      url: expect.stringContaining(id),
      mime_type: 'text/plain',
      size: text.length,
      transfer_method: 'local_file',
      belongs_to: 'user',
      upload_file_id: id,
    },
  ]);
});
