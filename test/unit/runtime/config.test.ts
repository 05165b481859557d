import {
  address,
  ConfigError,
  integer,
  list,
  oneOf,
  optionalText,
  readEnv,
  secret,
  text,
} from '@tributary/runtime/config';
import { logLevels } from '@tributary/runtime/log';
import { expect, test } from 'vitest';

const variables = {
  name: text('NAME', 'tributary'),
  title: optionalText('TITLE'),
  port: integer('PORT', 4000, { max: 65_535 }),
  mode: oneOf('MODE', ['on', 'off'], 'on'),
  hosts: list('HOSTS'),
  natsUrl: address('NATS_URL', ['nats', 'tls']),
  level: oneOf('LOG_LEVEL', logLevels, 'info'),
};

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
  }
  return [];
}

test('what is unset or empty has its default', () => {
  const config = readEnv({ NAME: '', PORT: '', HOME: '/root' }, variables);

  expect(config).toEqual({
    name: 'tributary',
    title: undefined,
    port: 4000,
    mode: 'on',
    hosts: [],
    natsUrl: undefined,
    level: 'info',
  });
});

test('what is set is read', () => {
  const env = {
    NAME: 'a',
    TITLE: 'b',
    PORT: '0',
    MODE: 'off',
    HOSTS: 'one, two,,',
    NATS_URL: 'tls://nats.example:4222',
    LOG_LEVEL: 'debug',
  };

  expect(readEnv(env, variables)).toEqual({
    name: 'a',
    title: 'b',
    port: 0,
    mode: 'off',
    hosts: ['one', 'two'],
    natsUrl: 'tls://nats.example:4222',
    level: 'debug',
  });
});

test('every bad variable is named at once', () => {
  const env = { PORT: '65536', MODE: 'maybe', NATS_URL: 'http://x', LOG_LEVEL: 'loud' };

  const problems = problemsOf(() => readEnv(env, { ...variables, url: text('MONGODB_URL') }));

  expect(problems).toEqual([
    'PORT must be a whole number from 0 to 65535',
    'MODE must be one of on, off',
    'NATS_URL must be a URL that begins with nats: or tls:',
    'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent',
    'MONGODB_URL is required',
  ]);
});

test.each(['1e3', '1.5', ' 1', '0x10', '99999999999999999'])('%s is no whole number', (value) => {
  const problems = problemsOf(() => readEnv({ PORT: value }, { port: integer('PORT', 1) }));

  expect(problems).toHaveLength(1);
});

test('a secret has no default, is long, and is never repeated', () => {
  const read = (env: NodeJS.ProcessEnv) =>
    problemsOf(() => readEnv(env, { key: secret('IDENTITY_SECRET') }));

  expect(read({})).toEqual(['IDENTITY_SECRET is required']);
  expect(read({ IDENTITY_SECRET: 'hunter2' })).toEqual([
    'IDENTITY_SECRET must have at least 32 characters',
  ]);
});

test('a variable with the prefix of the product must be known', () => {
  const problems = problemsOf(() => readEnv({ TRIBUTARY_PROT: '1' }, variables));

  expect(problems).toEqual(['TRIBUTARY_PROT is not a known variable']);
});
