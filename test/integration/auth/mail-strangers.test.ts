import { expect, test } from 'vitest';
import { startSmtp } from '../../smtp.ts';
import { expectDone, inMinutes, loginCode, messagesIn, openPost } from './post.ts';

const invitation = (values: { organization: string; inviter: string }) => ({
  ...{ to: 'bob@example.com', template: 'invitation' as const, language: 'EN_US' as const },
  ...{ values: { ...values, token: 'a-token-of-an-invitation' }, expiresAt: inMinutes(60) },
});

test('what is more or less than one address gets no mail', async () => {
  await using post = await openPost();
  await using smtp = await startSmtp();
  await post.deliver({ SMTP_URL: smtp.url });
  const addresses = [
    'ada@example.com, eve@example.com',
    'ada@example.com,eve@example.com',
    'ada@example.com;eve@example.com',
    'ada@example.com\r\nBcc: eve@example.com',
    'ada@example.com\nRCPT TO:<eve@example.com>',
    'Ada <eve@example.com>',
    'eve@example.com> <ada@example.com',
    '"ada@example.com" <eve@example.com>',
    'friends: ada@example.com, eve@example.com;',
    '"eve@evil.com"@example.com',
    'ada@example.com\u0000',
    'ada@example.com SIZE=1',
    'ada@[127.0.0.1]',
    '@example.com',
    'ada',
  ];

  await Promise.all(addresses.map((to) => post.mails.send(loginCode(to))));
  await expectDone(post);

  expect(messagesIn(post.lines)).toEqual(addresses.map(() => 'mail dropped: it is refused'));
  expect(post.lines.join('')).not.toMatch(/@|example/);
  expect([smtp.asked, smtp.mails]).toEqual([0, []]);
});

test('a name adds no line to the head and no recipient', async () => {
  await using post = await openPost();
  await using smtp = await startSmtp();
  await post.deliver({ SMTP_URL: smtp.url });
  const name = 'Tea\r\nBcc: eve@example.com\u2028X-Evil: 1\r\n\r\n<p>Hello</p>';

  await post.mails.send(invitation({ organization: name, inviter: name }));
  const { envelope, parsed, to, subject } = await smtp.nextMail('bob@example.com');

  expect(envelope.to).toEqual(['bob@example.com']);
  expect(to).toEqual(['bob@example.com']);
  expect(subject).toMatch(/^Invitation to “Tea Bcc: eve\S+ X-Evil: 1 <p>Hello\S+”$/);
  expect(parsed.headerLines.map(({ key }) => key).sort()).toEqual([
    ...['auto-submitted', 'content-language', 'content-type', 'date', 'from', 'message-id'],
    ...['mime-version', 'subject', 'to', 'x-auto-response-suppress'],
  ]);
});

test('a name is text and no markup, and no program makes a link of it', async () => {
  await using post = await openPost();
  await using smtp = await startSmtp();
  await post.deliver({ SMTP_URL: smtp.url });

  await post.mails.send(
    invitation({
      organization: '<img src="https://evil.example/pixel.png" onerror=alert(1)>',
      inviter: 'Support (https://evil.example/login) &amp; "friends"',
    }),
  );
  const { html, text } = await smtp.nextMail('bob@example.com');

  expect(html).toContain('&lt;img src=&#39;https');
  expect(html).toContain('&amp;amp; &#39;friends&#39;');
  expect(html.match(/<(?!\/)[a-z!]+/g)?.sort()).toEqual([
    ...['<!doctype', '<body', '<head', '<html', '<meta', '<p', '<p', '<p', '<p', '<title'],
  ]);
  expect(`${html}${text}`).not.toMatch(/https:\/\/evil|evil\.example/);
});
