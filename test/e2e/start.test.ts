import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { freePort } from '@tributary/dev/port';
import { expect, test } from 'vitest';
import { administer } from '../integration/admin/terminal.ts';
import { createPerson } from '../person.ts';

const root = join(import.meta.dirname, '..', '..');

interface Started {
  child: ChildProcess;
  stdout: Readable;
  line: string;
}

/** Runs the command until a line of its output has such a text; gives that line. */
async function start(env: NodeJS.ProcessEnv, text = /^ready /): Promise<Started> {
  const child = spawn(process.execPath, ['infra/dev/main.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (text.test(line)) {
      const { stdout } = child;
      stdout.resume();
      return { child, stdout, line };
    }
  }
  throw new Error('the product does not start');
}

/** As Ctrl-C under npm does, which passes on what the terminal has sent to both. */
async function stop({ child, stdout }: Started): Promise<unknown> {
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  await once(stdout, 'data');
  child.kill('SIGINT');
  return (await ended)[0];
}

/** The processes that work over the folder, as the kernel knows them by their environment. */
async function listProcesses(dataDir: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')),
  );
  return pids.filter((_, index) => environments[index]?.includes(`DATA_DIR=${dataDir}`));
}

const secret = expect.any(String);
const app = {
  id: secret,
  apiKey: expect.stringMatching(/^app-[A-Za-z0-9]{24}$/),
  code: secret,
};

const demoAt = (baseUrl: string) => ({
  baseUrl,
  account: { email: secret, password: secret },
  organizationId: secret,
  apps: { chat: app, completion: app, workflow: app },
});

const installationAt = (url: string) => ({
  natsUrl: expect.stringMatching(/^nats:\/\/127\.0\.0\.1:\d+$/),
  mongodbUrl: expect.stringMatching(/^mongodb:\/\/127\.0\.0\.1:\d+$/),
  url,
});

/** What is written down of what runs over a data folder, and who may read that. */
async function readInstallation(dataDir: string): Promise<[unknown, number]> {
  const file = join(dataDir, 'installation.json');
  return [JSON.parse(await readFile(file, 'utf8')), (await stat(file)).mode & 0o777];
}

test('one command starts demo data, keeps all when it starts again, and an operator reaches what runs', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tributary-'));
  const env = { DATA_DIR: dataDir, PORT: String(await freePort()), SIGN_UP: 'closed' };
  const order = ['create-organization', '--name', 'Tea'];
  try {
    const first = await start(env);
    const file = join(dataDir, 'demo.json');
    const demo = JSON.parse(await readFile(file, 'utf8'));
    const baseUrl = `http://127.0.0.1:${env.PORT}`;
    const mode = (await stat(file)).mode & 0o777;
    const ended = await stop(first);
    const second = await start(env);
    const { email, password } = demo.account;
    const answer = await createPerson(baseUrl, '').graphql(
      'mutation ($input: SignInInput!) { signIn(input: $input) { account { email } } }',
      { input: { email, password } },
    );
    const info = await createPerson(baseUrl, demo.apps.chat.apiKey).fetch('/v1/info');
    const again = JSON.parse(await readFile(file, 'utf8'));
    const installation = await readInstallation(dataDir);
    const done = await administer(order, { env: { DATA_DIR: dataDir } });
    await stop(second);
    const left = await listProcesses(dataDir);
    const refused = await administer(order, { env: { DATA_DIR: dataDir } });

    expect(first.line).toBe(`ready ${baseUrl}`);
    expect([demo, mode]).toEqual([demoAt(baseUrl), 0o600]);
    expect(ended).toBe(0);
    expect(answer).toEqual({ data: { signIn: { account: { email } } } });
    expect(await info.json()).toMatchObject({ name: 'Demo chat', mode: 'chat' });
    expect(again).toEqual(demo);
    expect(left).toEqual([]);
    expect(installation).toEqual([installationAt(baseUrl), 0o600]);
    expect(done).toMatchObject({ code: 0, problem: '' });
    expect(refused).toEqual({
      ...{ code: 1, output: '' },
      problem: `NATS_URL is not set, and nothing runs over ${dataDir} (CONFIG)\n`,
    });
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}, 120_000);

/** Starts over a folder that another start works over; gives how that ends and what it says. */
async function startInVain(env: NodeJS.ProcessEnv): Promise<[unknown, string | undefined]> {
  const child = spawn(process.execPath, ['infra/dev/main.ts'], {
    ...{ cwd: root, env: { PATH: process.env.PATH, ...env } },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  const [line] = await Array.fromAsync(createInterface({ input: child.stderr }));
  return [(await ended)[0], line];
}

test('a start ends what a killed one left, has the folder to itself, and broken off leaves nothing', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tributary-'));
  const env = { DATA_DIR: dataDir, PORT: String(await freePort()), LOG_LEVEL: 'info' };
  try {
    const { child } = await start(env, /"msg":"ready"/);
    const killed = once(child, 'exit');
    child.kill('SIGKILL');
    await killed;
    const left = await listProcesses(dataDir);

    const started = await start(env, /"msg":"listening"/);
    const running = await listProcesses(dataDir);
    const refused = await startInVain(env);
    const code = await stop(started);

    expect(left.length).toBe(7);
    expect(running.length).toBeGreaterThan(1);
    expect(running.filter((pid) => left.includes(pid))).toEqual([]);
    const { pid } = started.child;
    expect(refused).toEqual([
      1,
      expect.stringContaining(`process ${pid} runs everything over ${dataDir} already`),
    ]);
    expect(code).toBe(0);
    expect(await listProcesses(dataDir)).toEqual([]);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}, 60_000);

test('every bad variable is named before anything starts', async () => {
  const child = spawn(process.execPath, ['infra/dev/main.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH, PORT: 'many', LOG_LEVEL: 'loud', TRIBUTARY_PROT: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');

  const lines = await Array.fromAsync(createInterface({ input: child.stderr }));

  expect(await ended).toEqual([1, null]);
  expect(lines).toEqual([
    'TRIBUTARY_PROT is not a known variable',
    'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent',
    'PORT must be a whole number from 0 to 65535',
  ]);
});
