import { anonymous } from '@tributary/runtime/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, signUp } from '../integration/auth/world.ts';
import { type Services, startServices } from '../services.ts';
import { type Smtp, startSmtp } from '../smtp.ts';

let services: Services;
let smtp: Smtp;

beforeAll(async () => {
  smtp = await startSmtp();
  services = await startServices(['auth'], { SMTP_URL: smtp.url });
});
afterAll(async () => {
  await services?.[Symbol.asyncDispose]();
  await smtp?.[Symbol.asyncDispose]();
});

/** Runs a mutation that anybody may. */
const act = (field: string, type: string, input: object, fields: string) =>
  services.ask<Record<string, { token: string }>>(
    anonymous,
    'auth',
    `mutation ($input: ${type}!) { ${field}(input: $input) { ${fields} } }`,
    { input },
  );

test('mails that are pending when auth is killed arrive once each, and what they say works', async () => {
  const people = await Promise.all(['ada', 'bob', 'cem'].map((one) => signUp(services, one)));
  await smtp.stop();
  const tokens: (string | undefined)[] = [];
  for (const { email } of people) {
    const field = 'requestPasswordReset';
    const data = await act(field, 'RequestPasswordResetInput', { email }, 'token');
    tokens.push(data[field]?.token);
  }

  process.kill(services.pidOf('auth'), 'SIGKILL');
  await smtp.start();
  await services.start('auth');

  const newPassword = 'another horse 3';
  for (const [index, { email }] of people.entries()) {
    const { code } = await smtp.nextMail(email);
    const input = { token: tokens[index], code, newPassword };
    await act('resetPassword', 'ResetPasswordInput', input, '__typename');
    const { viewer } = await signIn(services, { email, password: newPassword });
    expect(viewer.id).toBe(people[index]?.viewer.id);
  }
  const recipients = smtp.mails.flatMap(({ envelope }) => envelope.to);
  expect(recipients.sort()).toEqual(people.map(({ email }) => email).sort());
}, 90_000);
