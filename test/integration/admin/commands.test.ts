import { anonymous, asOperator, type Viewer } from '@tributary/runtime/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { readAuditLog } from '../auth/team.ts';
import { emailOf, gateway, signIn, signUp } from '../auth/world.ts';
import { administer, administerHere, administerJson } from './terminal.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices(['auth'], { SIGN_UP: 'closed', RATE_LIMIT_LOGIN: '0' });
});
afterAll(() => services?.[Symbol.asyncDispose]());

const run = (...args: string[]) => administerJson(args, { env: services.env });
const password = 'correct h0rse';
const owner = ['org:admin', 'org:owner'];

const holderOf = (key: string) =>
  services.ask(
    gateway,
    'auth',
    'query ($key: String!) { apiKeyApp(key: $key) { keyId app { id } } }',
    { key },
  );

test('an organization, its people, an app and a key are made, though sign-up is closed', async () => {
  await expect(signUp(services, 'ada')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const email = emailOf('ada');

  const made = await run('create-organization', '--name', 'Tea house');
  const inside = ['--organization', made.id ?? ''];
  const account = await run(
    ...['create-account', '--email', email, '--name', 'Ada', '--password', password],
    ...[...inside, '--role', 'owner'],
  );
  const app = await run('create-app', ...inside, '--name', 'Tea', '--mode', 'agent-chat');
  const key = await run('create-key', ...inside, '--app', app.id ?? '', '--name', 'till');
  const { viewer } = await signIn(services, { email });

  expect(made).toEqual({ id: made.id, name: 'Tea house' });
  expect(account).toEqual({ id: viewer.id, email, name: 'Ada', organizationId: made.id });
  expect(viewer.scopes).toEqual(owner);
  expect(app).toEqual({ id: app.id, name: 'Tea', mode: 'AGENT_CHAT', code: app.code });
  expect(await holderOf(key.key ?? '')).toEqual({
    apiKeyApp: { keyId: key.id, app: { id: app.id } },
  });
  const actors = (await readAuditLog(services, made.id ?? '')).map(({ actor }) => actor);
  expect(actors).toEqual(Array.from({ length: 4 }, () => 'operator'));
});

test('a key is revoked', async () => {
  const { id = '' } = await run('create-organization', '--name', 'Tea house');
  const inside = ['--organization', id];
  const app = await run('create-app', ...inside, '--name', 'Tea', '--mode', 'chat');
  const key = await run('create-key', ...inside, '--app', app.id ?? '');

  const revoked = await run('revoke-key', ...inside, '--key', key.id ?? '');

  expect(revoked).toEqual({ id: key.id });
  expect(await holderOf(key.key ?? '')).toEqual({ apiKeyApp: null });
});

const toAccount = async (...more: string[]) => {
  const email = emailOf('kim');
  const made = await run('create-account', '--email', email, '--name', 'Kim', ...more);
  return { email, made };
};

test('a password that nobody gives is made, and shown', async () => {
  const { email, made } = await toAccount();

  const { password: first = '' } = made;
  await signIn(services, { email, password: first });
  const { password: second = '' } = await run('reset-password', '--email', email);
  await signIn(services, { email, password: second });

  expect([first, second]).toEqual(
    Array.from({ length: 2 }, () => expect.stringMatching(/^[A-Za-z0-9]{20}$/)),
  );
  expect(first).not.toBe(second);
  await expect(signIn(services, { email, password: first })).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
});

test('a password comes from the standard input, and is not shown', async () => {
  const { email } = await toAccount();
  const session = { env: services.env, input: `${password}\n` };
  const args = ['reset-password', '--email', email, '--password', '-', '--json'];
  const { output } = await administer(args, session);
  const { viewer } = await signIn(services, { email });

  expect(JSON.parse(output)).toEqual({ id: viewer.id, email });
});

test('a banned account is out, until it is not', async () => {
  const { email, made } = await toAccount('--password', password);
  const { id = '' } = made;

  const banned = await run('ban-account', '--account', id);
  await expect(signIn(services, { email })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const lifted = await run('unban-account', '--account', id);
  await signIn(services, { email });

  expect([banned, lifted]).toEqual([
    { id, email, isBanned: true },
    { id, email, isBanned: false },
  ]);
});

test('who administers the installation is told by the access token, and by the audit log', async () => {
  const { email, made } = await toAccount('--password', password);
  const { id = '', organizationId = '' } = made;
  const scopes = async () => (await signIn(services, { email })).viewer.scopes;
  const before = await scopes();

  const granted = await run('grant-site-admin', '--email', email.toUpperCase());
  await run('grant-site-admin', '--email', email);
  const meanwhile = await scopes();
  const revoked = await run('revoke-site-admin', '--email', email);
  const after = await scopes();

  expect([granted, revoked]).toEqual([
    { id, email, isSiteAdmin: true },
    { id, email, isSiteAdmin: false },
  ]);
  expect([before, after]).toEqual([owner, owner]);
  expect(meanwhile).toEqual([...owner, 'site:admin']);
  const lines = (await readAuditLog(services, organizationId)).slice(1);
  const common = { actor: 'operator', target: `account ${email}`, details: {} };
  expect(lines).toEqual([
    { action: 'account.site-admin.grant', ...common },
    { action: 'account.site-admin.revoke', ...common },
  ]);
});

test('each rotation gives another key', async () => {
  const first = await run('rotate-keys');
  const second = await run('rotate-keys', '--withdraw');

  expect(Object.keys({ ...first, ...second })).toEqual(['kid']);
  expect(first.kid).not.toBe(second.kid);
});

test('without --json the result is read line by line', async () => {
  const { code, output, problem } = await administer(
    ['create-organization', '--name', 'Tea house'],
    { env: services.env },
  );

  expect({ code, problem }).toEqual({ code: 0, problem: '' });
  expect(output).toMatch(/^id: {3}[0-9a-f-]{36}\nname: Tea house\n$/);
});

test('a refusal is told on stderr, with its code', async () => {
  const args = ['reset-password', '--email', 'nobody@example.com', '--password', password];
  const [plain, json] = await Promise.all([
    administerHere(args, { env: services.env }),
    administerHere([...args, '--json'], { env: services.env }),
  ]);

  const message = 'account does not exist';
  expect(plain).toEqual({ code: 1, output: '', problem: `${message} (NOT_FOUND)\n` });
  expect(json).toEqual({
    ...{ code: 1, output: '' },
    problem: `${JSON.stringify({ code: 'NOT_FOUND', message })}\n`,
  });
});

test.each<[Viewer, string]>([
  [asOperator(), 'done'],
  [gateway, 'FORBIDDEN'],
  [anonymous, 'FORBIDDEN'],
])('of others than operators nobody may do this (%#)', async (viewer, verdict) => {
  const asking = services
    .ask(
      viewer,
      'auth',
      'mutation { createOrganization(input: {name: "Tea"}) { organization { id } } }',
    )
    .then(
      () => 'done',
      (error) => error.code,
    );

  expect(await asking).toBe(verdict);
});

test.each<[Viewer, string]>([
  [asOperator(), 'NOT_FOUND'],
  [gateway, 'FORBIDDEN'],
  [{ ...asOperator(), kind: 'account', scopes: ['site:admin'] }, 'FORBIDDEN'],
])('nor names those who administer the installation (%#)', async (viewer, code) => {
  const input = { email: emailOf('nobody') };
  const mutation = (name: string) =>
    `mutation ($input: SiteAdminInput!) { ${name}(input: $input) { account { id } } }`;

  for (const name of ['grantSiteAdmin', 'revokeSiteAdmin']) {
    const asking = services.ask(viewer, 'auth', mutation(name), { input });
    await expect(asking).rejects.toMatchObject({ code });
  }
});
