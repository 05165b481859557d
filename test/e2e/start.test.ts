import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '@tributary/dev/port';
import { expect, test } from 'vitest';
import { createPerson } from '../person.ts';

const root = join(import.meta.dirname, '..', '..');

/** Runs the command until a line of its output begins so; gives that line. */
async function start(env: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; ready: string }> {
  const child = spawn(process.execPath, ['infra/dev/main.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('ready ')) {
      child.stdout.resume();
      return { child, ready: line };
    }
  }
  throw new Error('the product does not start');
}

async function stop(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  return (await ended)[0];
}

test('one command starts the product with demo data, and keeps everything when it starts again', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tributary-'));
  const env = { DATA_DIR: dataDir, PORT: String(await freePort()), LOG_LEVEL: 'info' };
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
    const ended = await stop(first.child);
    const second = await start(env);
    const { email, password } = demo.account;
    const answer = await createPerson(baseUrl, '').graphql(
      'mutation ($input: SignInInput!) { signIn(input: $input) { account { email } } }',
      { input: { email, password } },
    );
    const info = await createPerson(baseUrl, demo.apps.chat.apiKey).fetch('/v1/info');
    const again = JSON.parse(await readFile(file, 'utf8'));
    await stop(second.child);

    expect(first.ready).toBe(`ready ${baseUrl}`);
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
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}, 90_000);

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
