import type { Mail } from '@tributary/auth/mails';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Smtp, startSmtp } from '../../smtp.ts';
import { expectDone, loginCode, messagesIn, openPost, type Post } from './post.ts';

let post: Post;
let smtp: Smtp;
beforeAll(async () => {
  [post, smtp] = await Promise.all([openPost(), startSmtp()]);
  await post.deliver({
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Tea House <tea@example.com>',
    PUBLIC_URL: 'https://tea.example.com',
  });
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
const newLines = () => post.lines.slice(earlier.lines);
const counts = () => [smtp.asked - earlier.asked, smtp.mails.length - earlier.mails];

const invitation: Mail<'invitation'> = {
  ...{ to: 'bob@example.com', template: 'invitation', language: 'ZH_HANS' },
  values: { organization: '茶馆', inviter: 'Ada', token: 'kyoto-kyoto-kyoto-kyoto' },
  expiresAt: new Date('2100-01-02T03:04:05Z'),
};

test('a mail arrives in plain text and in HTML, and is gone here', async () => {
  await post.mails.send(loginCode('ada@example.com'));
  const mail = await smtp.nextMail('ada@example.com');

  expect(mail).toMatchObject({
    envelope: { from: 'tea@example.com', to: ['ada@example.com'] },
    from: '"Tea House" <tea@example.com>',
    to: ['ada@example.com'],
    subject: 'Your code for signing in',
    text: expect.stringContaining('at https://tea.example.com with your address'),
    html: expect.stringContaining('>123456</p>'),
    code: '123456',
    messageId: expect.stringMatching(/^<[0-9a-f-]{36}@example\.com>$/),
  });
  expect(mail.parsed.headers.get('auto-submitted')).toBe('auto-generated');
  await expectDone(post);
});

test('a mail is in the language of its reader', async () => {
  await post.mails.send(invitation);
  const mail = await smtp.nextMail('bob@example.com');

  expect(mail).toMatchObject({
    subject: '邀请您加入“茶馆”',
    text: expect.stringContaining('令牌在 2100-01-02 03:04 UTC 之前有效'),
    html: expect.stringContaining('“Ada”邀请您加入 https://tea.example.com 的组织“茶馆”'),
    token: 'kyoto-kyoto-kyoto-kyoto',
  });
  expect(mail.parsed.headers.get('content-language')).toBe('zh-Hans');
});

test('a mail waits while the server is down', async () => {
  await smtp.stop();

  await post.mails.send(loginCode('ada@example.com'));
  await expect.poll(() => messagesIn(newLines())).toContain('job comes again');
  await smtp.start();

  expect((await smtp.nextMail('ada@example.com')).code).toBe('123456');
  await expectDone(post);
});

test.each([
  ['451 for the content', 451, 'content'],
  ['530 for the sender, who is ours', 530, 'sender'],
] as const)('a mail survives %s', async (_, code, step) => {
  smtp.refuse(code, step);

  await post.mails.send(loginCode('ada@example.com'));
  await expect.poll(() => messagesIn(newLines())).toContain('job comes again');
  smtp.refuse();

  expect((await smtp.nextMail('ada@example.com')).code).toBe('123456');
  expect(newLines().join('')).toContain(`${code}`);
  await expectDone(post);
});

test.each([
  [550, 'recipient'],
  [554, 'content'],
] as const)(
  '%i for the %s drops a mail, and the log tells neither address nor code',
  async (code, step) => {
    smtp.refuse(code, step);

    await post.mails.send(loginCode('ada@example.com'));
    await expectDone(post);

    expect(messagesIn(newLines())).toEqual(['mail dropped: it is refused']);
    expect(newLines().join('')).toMatch(new RegExp(`"mailId":"[0-9a-f-]{36}".*${code}`));
    expect(newLines().join('')).not.toMatch(/ada@|123456/);
    expect(counts()).toEqual([1, 0]);
  },
);

test('a mail that was never meant to go leaves nothing, not even a line in the log', async () => {
  await post.mails.send(loginCode('ada@example.com', { expiresAt: new Date(0) }));
  await expectDone(post);

  expect([newLines(), counts()]).toEqual([[], [0, 0]]);
});

// The last: what it breaks off is logged for a while.
test('a mail waits while NATS is down, and its sender does not', async () => {
  await post.nats.kill();

  const startedAt = performance.now();
  await post.mails.send(loginCode('ada@example.com'));
  const sendMs = performance.now() - startedAt;
  await post.nats.start();

  expect(sendMs).toBeLessThan(1_000);
  expect((await smtp.nextMail('ada@example.com')).code).toBe('123456');
  await expectDone(post);
});
