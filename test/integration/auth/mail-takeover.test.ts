import { mailed } from '@tributary/auth/changes';
import { startMailRounds } from '@tributary/auth/mail-rounds';
import { createMailWorker } from '@tributary/auth/mail-worker';
import { createMailer } from '@tributary/auth/mailer';
import type { MailRow } from '@tributary/auth/mails';
import { newId } from '@tributary/runtime/ids';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startProcess } from '../../process.ts';
import { type Smtp, startSmtp } from '../../smtp.ts';
import { expectDone, inMinutes, loginCode, messagesIn, openPost, type Post } from './post.ts';

const publicUrl = 'https://tea.example.com';
const from = { name: 'Tea', address: 'tea@example.com' };

let post: Post;
let smtp: Smtp;
beforeAll(async () => {
  [post, smtp] = await Promise.all([openPost(), startSmtp()]);
});
afterAll(async () => {
  await post?.[Symbol.asyncDispose]();
  await smtp?.[Symbol.asyncDispose]();
});

/** What there was before the test. */
let earlier: { lines: number; asked: number; mails: number };
beforeEach(() => {
  smtp.refuse();
  earlier = { lines: post.lines.length, asked: smtp.asked, mails: smtp.mails.length };
});
afterEach(() => post.collections.mails.deleteMany());
const newLines = () => post.lines.slice(earlier.lines);

/** A mail as it is in the store. */
async function storeMail(given: Partial<MailRow> = {}): Promise<string> {
  const _id = newId();
  const times = { createdAt: new Date(), dueAt: inMinutes(10) };
  const row = { _id, ...loginCode('ada@example.com'), ...times, outbox: [] };
  await post.collections.mails.create({ ...row, ...given });
  return _id;
}

const startAuth = async (output: string[]) => {
  const env = { PATH: process.env.PATH, ...post.env, SMTP_URL: smtp.url };
  const auth = startProcess('auth', env, output);
  await auth.ready;
  return auth;
};

test('a mail that was stored before a crash is sent', async () => {
  await using _delivery = await post.deliver({ SMTP_URL: smtp.url });

  const _id = newId();
  await storeMail({ _id, outbox: [mailed(_id)] });

  expect((await smtp.nextMail('ada@example.com')).messageId).toContain(_id);
  await expectDone(post);
});

test('a mail that came too late is dropped', async () => {
  await using _delivery = await post.deliver({ SMTP_URL: smtp.url });

  const _id = newId();
  const times = { createdAt: inMinutes(-6), expiresAt: inMinutes(-1) };
  await storeMail({ _id, ...times, outbox: [mailed(_id)] });
  await expectDone(post);

  expect(messagesIn(newLines())).toEqual(['mail dropped: nobody took it in time']);
  expect(smtp.asked).toBe(earlier.asked);
});

test('a mail whose process is killed while it sends is sent by another, recognisably', async () => {
  const output: string[] = [];
  await using killed = await startAuth(output);
  const release = smtp.hold();
  await post.mails.send(loginCode('ada@example.com'));
  const first = await smtp.nextMail('ada@example.com');

  await killed.kill();
  await using _other = await startAuth(output);
  release();
  const second = await smtp.nextMail('ada@example.com');

  expect(second.parsed.headerLines).toEqual(first.parsed.headerLines);
  expect([second.text, second.html]).toEqual([first.text, first.html]);
  await expectDone(post);
  expect(output.join('')).not.toMatch(/ada@|123456/);
});

test('a mail that nobody takes for long rests, longer and longer', async () => {
  await using mailer = createMailer({ from, smtpUrl: smtp.url, folder: '' });
  const { collections, log } = post;
  const worker = createMailWorker({ collection: collections.mails, mailer, publicUrl, log });
  const ids = [
    await storeMail(),
    await storeMail({ createdAt: inMinutes(-5) }),
    await storeMail({ createdAt: inMinutes(-600) }),
  ];
  smtp.refuse(450);

  const signal = new AbortController().signal;
  for (const mailId of ids) {
    await worker.handle({ data: { mailId }, attempt: 20, isLast: true, signal });
  }
  const rows = await collections.mails.find().sort({ _id: 1 }).lean();

  expect(rows.map(({ dueAt }) => Math.round((dueAt.getTime() - Date.now()) / 60_000))).toEqual([
    ...[1, 5, 15],
  ]);
  expect(messagesIn(newLines())).toEqual(ids.map(() => 'mail rests'));
});

test('a mail that has rested, or whose job was lost, is queued again', async () => {
  await using _delivery = await post.deliver({ SMTP_URL: smtp.url });
  const { collections, outbox, log } = post;
  const due = await storeMail({ dueAt: inMinutes(-1) });
  const later = await storeMail();

  const options = { collection: collections.mails, outbox, log, roundMs: 50 };
  await using _one = startMailRounds(options);
  await using _two = startMailRounds(options);
  const mail = await smtp.nextMail('ada@example.com');

  expect(mail.messageId).toContain(due);
  await expect.poll(() => collections.mails.distinct('_id')).toEqual([later]);
  expect(smtp.mails.length - earlier.mails).toBe(1);
});
