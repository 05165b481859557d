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

test('one command starts the product with demo data, and keeps everything when it starts again', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tributary-'));
  const env = { DATA_DIR: dataDir, PORT: String(await freePort()), SIGN_UP: 'closed' };
  try {
    const first = await start(env);
    const file = join(dataDir, 'demo.json');
    const demo = JSON.parse(await readFile(file, 'utf8'));
    const baseUrl = `http://127.0.0.1:${env.PORT}`;
    const secret = expect.any(String);
    const app = {
      id: secret,
      apiKey: expect.stringMatching(/^app-[A-Za-z0-9]{24}$/),
      code: secret,
    };
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
    await stop(second);
    const left = await listProcesses(dataDir);

    expect(first.line).toBe(`ready ${baseUrl}`);
    expect(demo).toEqual({
      baseUrl,
      account: { email: secret, password: secret },
      organizationId: secret,
      apps: { chat: app, completion: app, workflow: app },
    });
    expect(mode).toBe(0o600);
    expect(ended).toBe(0);
    expect(answer).toEqual({ data: { signIn: { account: { email } } } });
    expect(await info.json()).toMatchObject({ name: 'Demo chat', mode: 'chat' });
    expect(again).toEqual(demo);
    expect(left).toEqual([]);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}, 90_000);

test('an operator reaches what runs over a data folder, until it stops', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tributary-'));
  const env = { DATA_DIR: dataDir, PORT: String(await freePort()) };
  const order = ['create-organization', '--name', 'Tea'];
  try {
    const started = await start(env);
    const file = join(dataDir, 'installation.json');
    const installation = JSON.parse(await readFile(file, 'utf8'));
    const mode = (await stat(file)).mode & 0o777;
    const done = await administer(order, { env: { DATA_DIR: dataDir } });
    await stop(started);
    const refused = await administer(order, { env: { DATA_DIR: dataDir } });

    expect(installation).toEqual({
      natsUrl: expect.stringMatching(/^nats:\/\/127\.0\.0\.1:\d+$/),
      mongodbUrl: expect.stringMatching(/^mongodb:\/\/127\.0\.0\.1:\d+$/),
      url: `http://127.0.0.1:${env.PORT}`,
    });
    expect(mode).toBe(0o600);
    expect(done).toMatchObject({ code: 0, problem: '' });
    expect(refused).toEqual({
      ...{ code: 1, output: '' },
      problem: `NATS_URL is not set, and nothing runs over ${dataDir} (CONFIG)\n`,
    });
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}, 90_000);

test('a start that is broken off leaves no process behind', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tributary-'));
  const env = { DATA_DIR: dataDir, PORT: String(await freePort()), LOG_LEVEL: 'info' };
  try {
    const started = await start(env, /"msg":"listening"/);
    const running = await listProcesses(dataDir);

    const code = await stop(started);

    expect(running.length).toBeGreaterThan(1);
    expect(code).toBe(0);
    expect(await listProcesses(dataDir)).toEqual([]);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}, 60_000);

test('what a killed command left running is ended by the next one', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tributary-'));
  const env = { DATA_DIR: dataDir, PORT: String(await freePort()), LOG_LEVEL: 'info' };
  try {
    const { child } = await start(env, /"msg":"ready"/);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    const left = await listProcesses(dataDir);

    const second = await start(env, /"msg":"listening"/);
    const running = await listProcesses(dataDir);
    await stop(second);

    expect(left.length).toBe(7);
    expect(running.filter((pid) => left.includes(pid))).toEqual([]);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}, 60_000);

test('two installations cannot run over one folder', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tributary-'));
  const env = { PATH: process.env.PATH, DATA_DIR: dataDir, PORT: String(await freePort()) };
  try {
    const started = await start(env, /"msg":"listening"/);
    const second = spawn(process.execPath, ['infra/dev/main.ts'], {
      ...{ cwd: root, env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = once(second, 'close');
    const [line] = await Array.fromAsync(createInterface({ input: second.stderr }));
    const [code] = await ended;
    await stop(started);

    expect(code).toBe(1);
    expect(line).toContain(`process ${started.child.pid} runs everything over ${dataDir} already`);
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
