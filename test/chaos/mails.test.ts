import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fleet, startFleet } from '../fleet.ts';
import { createPerson } from '../person.ts';
import { act, signIn, verdicts } from '../sessions.ts';
import { type Smtp, startSmtp } from '../smtp.ts';

interface Asked {
  token: string;
}

let fleet: Fleet;
let smtp: Smtp;

beforeAll(async () => {
  smtp = await startSmtp();
  fleet = await startFleet({ auths: 1, variables: { SMTP_URL: smtp.url } });
});
afterAll(async () => {
  await fleet?.[Symbol.asyncDispose]();
  await smtp?.[Symbol.asyncDispose]();
});

test('mails that are pending when auth is killed arrive once each, and what they say works', async () => {
  const people = await Promise.all(['ada', 'bob', 'cem'].map((one) => fleet.signUp(one)));
  const [url = ''] = fleet.urls;
  const stranger = createPerson(url, '');
  await smtp.stop();
  const tokens: string[] = [];
  for (const { email } of people) {
    const fields = '{ token }';
    const asked = await act<Asked>(stranger, 'requestPasswordReset', { email }, { fields });
    tokens.push(asked.token);
  }

  await fleet.kill('auth');
  await smtp.start();
  await fleet.start('auth');

  const newPassword = 'another horse 3';
  for (const [index, { email }] of people.entries()) {
    const { code } = await smtp.nextMail(email);
    await act(stranger, 'resetPassword', { token: tokens[index], code, newPassword });
    const { accessToken } = await signIn(url, email, newPassword);
    expect(await verdicts(fleet, accessToken)).toEqual(['good', 'good']);
  }
  const recipients = smtp.mails.flatMap(({ envelope }) => envelope.to);
  expect(recipients.sort()).toEqual(people.map(({ email }) => email).sort());
}, 90_000);
