import { mailed } from '@tributary/auth/changes';
import { startMailRounds } from '@tributary/auth/mail-rounds';
import { createMailWorker } from '@tributary/auth/mail-worker';
import { createMailer } from '@tributary/auth/mailer';
import type { MailRow } from '@tributary/auth/mails';
import { newId } from '@tributary/runtime/ids';
import { expect, test } from 'vitest';
import { startProcess } from '../../process.ts';
import { type Smtp, startSmtp } from '../../smtp.ts';
import { expectDone, inMinutes, loginCode, messagesIn, openPost, type Post } from './post.ts';

const publicUrl = 'https://tea.example.com';
const from = { name: 'Tea', address: 'tea@example.com' };

/** A mail as it is in the store. */
async function storeMail({ collections }: Post, given: Partial<MailRow> = {}): Promise<string> {
  const _id = newId();
  const times = { createdAt: new Date(), dueAt: inMinutes(10) };
  const row = { _id, ...loginCode('ada@example.com'), ...times, outbox: [] };
  await collections.mails.create({ ...row, ...given });
  return _id;
}

const startAuth = async (post: Post, { url }: Smtp, output: string[]) => {
  const env = { PATH: process.env.PATH, ...post.env, SMTP_URL: url };
  const auth = startProcess('auth', env, output);
  await auth.ready;
  return auth;
};

test('a mail that was stored before a crash is sent', async () => {
  await using post = await openPost();
  await using smtp = await startSmtp();
  await post.deliver({ SMTP_URL: smtp.url });

  const _id = newId();
  await storeMail(post, { _id, outbox: [mailed(_id)] });

  expect((await smtp.nextMail('ada@example.com')).messageId).toContain(_id);
  await expectDone(post);
});

test('a mail that came too late is dropped', async () => {
  await using post = await openPost();
  await using smtp = await startSmtp();
  await post.deliver({ SMTP_URL: smtp.url });

  const _id = newId();
  const times = { createdAt: inMinutes(-6), expiresAt: inMinutes(-1) };
  await storeMail(post, { _id, ...times, outbox: [mailed(_id)] });
  await expectDone(post);

  expect(messagesIn(post.lines)).toEqual(['mail dropped: nobody took it in time']);
  expect(smtp.asked).toBe(0);
});

test('a mail whose process is killed while it sends is sent by another, recognisably', async () => {
  await using post = await openPost();
  await using smtp = await startSmtp();
  const output: string[] = [];
  await using killed = await startAuth(post, smtp, output);
  const release = smtp.hold();
  await post.mails.send(loginCode('ada@example.com'));
  const first = await smtp.nextMail('ada@example.com');

  await killed.kill();
  await using _other = await startAuth(post, smtp, output);
  release();
  const second = await smtp.nextMail('ada@example.com');

  expect(second.parsed.headerLines).toEqual(first.parsed.headerLines);
  expect([second.text, second.html]).toEqual([first.text, first.html]);
  await expectDone(post);
  expect(output.join('')).not.toMatch(/ada@|123456/);
});

test('a mail that nobody takes for long rests, longer and longer', async () => {
  await using post = await openPost();
  await using smtp = await startSmtp();
  await using mailer = createMailer({ from, smtpUrl: smtp.url, folder: '' });
  const { collections, log } = post;
  const worker = createMailWorker({ collection: collections.mails, mailer, publicUrl, log });
  const ids = [
    await storeMail(post),
    await storeMail(post, { createdAt: inMinutes(-5) }),
    await storeMail(post, { createdAt: inMinutes(-600) }),
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
  expect(messagesIn(post.lines)).toEqual(ids.map(() => 'mail rests'));
});

test('a mail that has rested, or whose job was lost, is queued again', async () => {
  await using post = await openPost();
  await using smtp = await startSmtp();
  await post.deliver({ SMTP_URL: smtp.url });
  const { collections, outbox, log } = post;
  const due = await storeMail(post, { dueAt: inMinutes(-1) });
  const later = await storeMail(post);

  const options = { collection: collections.mails, outbox, log, roundMs: 50 };
  await using _one = startMailRounds(options);
  await using _two = startMailRounds(options);
  const mail = await smtp.nextMail('ada@example.com');

  expect(mail.messageId).toContain(due);
  await expect.poll(() => collections.mails.distinct('_id')).toEqual([later]);
  expect(smtp.mails.length).toBe(1);
});
