import { renderMail } from '@tributary/auth/mail-templates';
import type { MailTemplate, MailValues } from '@tributary/auth/mails';
import { expect, test } from 'vitest';

const publicUrl = 'https://tea.example.com';
const expiresAt = new Date('2100-01-02T03:04:05Z');
const values: MailValues = {
  'login-code': { code: '123456' },
  'reset-code': { code: '234567' },
  'email-change-code': { code: '345678' },
  'email-changed': { email: 'new@example.com' },
  invitation: { organization: 'Tea House', inviter: 'Ada', token: 'token-of-the-invitation' },
};
const templates = Object.keys(values) as MailTemplate[];
const languages = ['EN_US', 'ZH_HANS'] as const;

const render = (template: MailTemplate, language: (typeof languages)[number]) =>
  renderMail({ template, language, values: values[template], expiresAt }, publicUrl);

/** What a reader of the HTML sees. */
const shown = (html: string): string =>
  html
    .slice(html.indexOf('<body'))
    .replace(/<\/p>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/\n+/g, '\n\n')
    .replace(/&#39;/g, "'")
    .trim();

test.each(templates)('%s says the same in plain text and in HTML', (template) => {
  for (const language of languages) {
    const { subject, text, html } = render(template, language);
    expect(shown(html)).toBe(text.trim());
    expect(html).toContain(`<title>${subject}</title>`);
    expect(html).not.toMatch(/<(?:img|script|link|style|a)\b|url\(/);
  }
});

test.each(templates)('%s names the installation, and all that it is about', (template) => {
  for (const language of languages) {
    const { text } = render(template, language);
    expect(text).toContain(publicUrl);
    for (const value of Object.values(values[template])) expect(text).toContain(value);
    if (template !== 'email-changed') expect(text).toContain('2100-01-02 03:04 UTC');
  }
});

test.each(templates)('%s has words of its own in each language', (template) => {
  const [english, chinese] = languages.map((language) => render(template, language));

  expect(english?.text).not.toMatch(/\p{Script=Han}/u);
  expect(chinese?.text).toMatch(/\p{Script=Han}/u);
  expect([english?.subject, chinese?.subject]).toEqual([
    expect.stringMatching(/^[\x20-\x7e“”]+$/),
    expect.stringMatching(/\p{Script=Han}/u),
  ]);
  expect([english?.languageTag, chinese?.languageTag]).toEqual(['en-US', 'zh-Hans']);
});

test('a code and a token stand alone on a line', () => {
  const { text } = render('login-code', 'EN_US');

  expect(text).toBe(
    `Somebody signs in at ${publicUrl} with your address. If it is you, enter this code:

123456

It is good until 2100-01-02 03:04 UTC. Give the code to nobody.

If it was not you, ignore this mail: nothing happens.
`,
  );
  expect(render('invitation', 'ZH_HANS').text.split('\n\n')[1]).toBe('token-of-the-invitation');
});

test('neither the subject nor a paragraph gets another line from a value', () => {
  const name = 'a\r\nb\u2028c\u2029d\u0085e\u0000f\vg';
  const given = { organization: name, inviter: name, token: 'one\r\ntwo' };

  for (const language of languages) {
    const { subject, text } = renderMail(
      { template: 'invitation', language, values: given, expiresAt },
      publicUrl,
    );
    expect(subject).toContain('“a b c d e f g”');
    expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    expect(text.trim().split(/\n|\r|\v|\u2028|\u2029|\u0085/).length).toBe(7);
  }
});

test('markup in a value is shown and does nothing', () => {
  const { html, text } = renderMail(
    {
      ...{ template: 'email-changed', language: 'EN_US', expiresAt },
      values: { email: `<b>"x"&'y'</b>@example.com` },
    },
    'https://tea.example.com/?a=<i>',
  );

  expect(html).toContain('&lt;b&gt;&quot;x&quot;&amp;&#39;y&#39;&lt;/b&gt;@example.com');
  expect(html).toContain('https://tea.example.com/?a=&lt;i&gt;');
  expect(text).toContain(`<b>"x"&'y'</b>@example.com`);
});
