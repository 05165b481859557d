import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeInstallation } from '@tributary/runtime/installation';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { administer, administerHere } from './terminal.ts';

let services: Services;
let dataDir: string;
beforeAll(async () => {
  services = await startServices(['auth']);
  dataDir = await mkdtemp(join(tmpdir(), 'admin-'));
});
afterAll(async () => {
  await services?.[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
});

const order = ['create-organization', '--name', 'Tea'];
const env = {};

test('the help lists every command with its options', async () => {
  const long = await administer(['--help'], { env });
  const short = await administerHere(['-h'], { env });

  expect(long).toMatchObject({ code: 0, problem: '' });
  expect(short).toEqual(long);
  expect(long.output.match(/^ {2}[a-z]+-[a-z]+.*$/gm)?.map((line) => line.trim())).toEqual([
    'create-organization --name NAME',
    'create-account --email ADDRESS --name NAME [--password PASSWORD] [--organization ID] [--role ROLE]',
    'create-app --organization ID --name NAME --mode MODE',
    'create-key --organization ID --app ID [--name NAME]',
    'revoke-key --organization ID --key ID',
    'reset-password --email ADDRESS [--password PASSWORD]',
    'ban-account --account ID',
    'unban-account --account ID',
    'grant-site-admin --email ADDRESS',
    'revoke-site-admin --email ADDRESS',
    'rotate-keys [--withdraw]',
    'purge-session --session ID',
  ]);
});

test('the help of a command says what its options mean', async () => {
  const { code, output } = await administerHere(['revoke-key', '--help'], { env });

  expect(code).toBe(0);
  expect(output).toBe(`revoke-key --organization ID --key ID

Takes back a key of an app.

  --organization ID  of the app
  --key ID           of the key, not the key itself
  --json             prints the result, and an error, as JSON
  --help             shows this, or the options of a command
`);
});

test.each([
  [[], 'a command is needed'],
  [['create-nothing'], 'there is no command create-nothing'],
  [['create-organization'], '--name is needed'],
  [['create-organization', '--name'], "Option '--name <value>' argument missing"],
  [['create-organization', '--name', ''], '--name is needed'],
  [['create-organization', '--nam', 'Tea'], "Unknown option '--nam'"],
  [['create-organization', 'Tea'], "Unexpected argument 'Tea'"],
  [['rotate-keys', '--withdraw=yes'], "Option '--withdraw' does not take an argument"],
  [
    ['create-app', '--organization', 'o', '--name', 'Tea', '--mode', 'tea'],
    '--mode must be one of chat, completion, agent-chat, advanced-chat, workflow',
  ],
])('%j is a usage error', async (args, message) => {
  const outcome = await administerHere(args, { env });

  const problem = `${message}; --help lists all commands\n`;
  expect(outcome).toEqual({ code: 2, output: '', problem });
});

test('the process of a usage error ends with 2', async () => {
  const outcome = await administer(['create-nothing', '--json'], { env });

  const problem = { code: 'USAGE', message: 'there is no command create-nothing' };
  expect(outcome).toEqual({ code: 2, output: '', problem: `${JSON.stringify(problem)}\n` });
});

test('what the environment does not say, a data folder does', async () => {
  const { NATS_URL: natsUrl, MONGODB_URL: mongodbUrl, IDENTITY_SECRET: secret } = services.env;
  const url = 'http://127.0.0.1:4000';
  const missing = await administerHere(order, { env: { DATA_DIR: dataDir } });

  await writeInstallation(dataDir, { natsUrl, mongodbUrl, url });
  await writeFile(join(dataDir, 'identity.secret'), secret);
  const found = await administerHere(order, { env: { DATA_DIR: dataDir } });

  expect(missing).toEqual({
    ...{ code: 1, output: '' },
    problem: `NATS_URL is not set, and nothing runs over ${dataDir}
IDENTITY_SECRET is not set, and ${dataDir} holds none (CONFIG)
`,
  });
  expect(found).toMatchObject({ code: 0, problem: '' });
});

test('an operator with another secret is nobody', async () => {
  const IDENTITY_SECRET = 'a secret that no installation has, of course';

  const outcome = await administerHere(order, { env: { ...services.env, IDENTITY_SECRET } });

  expect(outcome).toEqual({
    ...{ code: 1, output: '', problem: 'the identity is not valid (UNAUTHENTICATED)\n' },
  });
});

test('an installation that does not run is given up after some seconds', async () => {
  const NATS_URL = 'nats://127.0.0.1:1';

  const outcome = await administerHere(order, { env: { ...services.env, NATS_URL } });

  expect(outcome).toEqual({
    ...{ code: 1, output: '', problem: 'NATS does not answer (UNAVAILABLE)\n' },
  });
});
