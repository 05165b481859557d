import { readConfig } from '@tributary/dev/config';
import { ConfigError } from '@tributary/runtime/config';
import { expect, test } from 'vitest';

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
  }
  return [];
}

test('bad variables of several processes are named before one of them starts', () => {
  const env = {
    SMTP_URL: 'mail.example.com:587',
    WEBAPP_LOGIN: 'maybe',
    RATE_LIMIT_LOGIN: 'many',
    TRIBUTARY_MAIL: 'on',
  };

  expect([...problemsOf(env)].sort()).toEqual([
    'RATE_LIMIT_LOGIN must be a whole number from 0 to 512',
    'SMTP_URL must be a URL that begins with smtp: or smtps:',
    'TRIBUTARY_MAIL is not a known variable',
    'WEBAPP_LOGIN must be one of on, off',
  ]);
});

test('good ones are read', () => {
  const env = {
    SMTP_URL: 'smtps://user:secret@mail.example.com?maxConnections=2',
    WEBAPP_LOGIN: 'off',
    RATE_LIMIT_LOGIN: '0',
  };

  expect(readConfig(env)).toMatchObject({
    smtpUrl: env.SMTP_URL,
    webAppLogin: 'off',
    rateLimitLogin: 0,
  });
});
