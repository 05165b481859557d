import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMailFolder } from '@tributary/auth/mail-folder';
import { newId } from '@tributary/runtime/ids';
import { expect, test } from 'vitest';
import { newestMail, readOutbox } from '../../outbox.ts';
import { expectDone, loginCode, messagesIn, openPost } from './post.ts';

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

test('without a mail server a mail becomes a file that only its owner reads', async () => {
  await using post = await openPost();
  await post.deliver({ PUBLIC_URL: 'http://127.0.0.1:4000' });

  await post.mails.send(loginCode('ada@example.com'));
  const mail = await newestMail(post.dataDir, 'ada@example.com');
  await expectDone(post);

  const folder = join(post.dataDir, 'outbox');
  const names = await readdir(folder);
  expect(mail).toMatchObject({
    from: '"Tributary" <no-reply@[127.0.0.1]>',
    to: ['ada@example.com'],
    text: expect.stringContaining('http://127.0.0.1:4000'),
    code: '123456',
    messageId: `<${names[0]?.replace('.eml', '')}@[127.0.0.1]>`,
  });
  expect(names).toEqual([expect.stringMatching(/^[0-9a-f-]{36}\.eml$/)]);
  expect([await modeOf(folder), await modeOf(join(folder, names[0] ?? ''))]).toEqual([
    '700',
    '600',
  ]);
});

test('the newest of several mails to an address is found', async () => {
  await using post = await openPost();
  await post.deliver();
  for (const code of ['111111', '222222']) {
    await post.mails.send(loginCode('ada@example.com', { values: { code } }));
  }
  await post.mails.send(loginCode('bob@example.com', { values: { code: '333333' } }));
  await expectDone(post);

  const [ada, bob] = await Promise.all([
    newestMail(post.dataDir, 'ada@example.com', 2),
    newestMail(post.dataDir, 'bob@example.com'),
  ]);

  expect([ada.code, bob.code]).toEqual(['222222', '333333']);
  expect(await readOutbox(post.dataDir, 'eve@example.com')).toEqual([]);
});

test('a mail that cannot be written waits', async () => {
  await using post = await openPost();
  await writeFile(join(post.dataDir, 'outbox'), 'in the way');
  await post.deliver();

  await post.mails.send(loginCode('ada@example.com'));
  await expect.poll(() => messagesIn(post.lines)).toEqual(['job comes again']);

  expect(post.lines.join('')).toContain('mail cannot be written');
  expect(await post.collections.mails.countDocuments()).toBe(1);
});

test('a file that is written once more is whole, and the newest 1000 stay', async () => {
  await using post = await openPost();
  const folder = join(post.dataDir, 'outbox');
  await mkdir(folder);
  const ids = Array.from({ length: 1_002 }, newId);
  const [first = '', second = '', ...others] = ids;
  await Promise.all(ids.slice(0, -1).map((id) => writeFile(join(folder, `${id}.eml`), 'old')));
  const last = others.at(-1) ?? '';

  const { write } = createMailFolder(folder);
  await Promise.all(['one', 'one'].map((text) => write(last, Buffer.from(text))));

  const names = await readdir(folder);
  expect(names.length).toBe(1_000);
  expect([first, second].filter((id) => names.includes(`${id}.eml`))).toEqual([]);
  expect(await readFile(join(folder, `${last}.eml`), 'utf8')).toBe('one');
  expect(await modeOf(folder)).toBe('700');
});
