import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const version = 'v2.11.4';
const releases = 'https://github.com/nats-io/nats-server/releases/download';
/** A release is about 7 MB. */
const bytesMax = 100_000_000;

export interface ReleaseOptions {
  /** Where the program goes. */
  target: string;
  /** The folder of all releases. */
  from?: string;
}

/** Takes the program out of the official release for this machine, after checking its SHA-256. */
export async function downloadRelease({ target, from = releases }: ReleaseOptions): Promise<void> {
  const machine = `${platform()}-${arch() === 'x64' ? 'amd64' : arch()}`;
  const folder = `nats-server-${version}-${machine}`;
  const archive = `${folder}.tar.gz`;
  const sums = (await download(`${from}/${version}/SHA256SUMS`)).toString('utf8');
  const line = sums.split('\n').find((one) => one.trim().endsWith(` ${archive}`));
  if (!line) throw new Error(`nats-server ${version} has no release for ${machine}`);
  const content = await download(`${from}/${version}/${archive}`);
  const sum = createHash('sha256').update(content).digest('hex');
  if (line.split(' ')[0] !== sum) throw new Error(`${archive} has another checksum than published`);
  const dir = await mkdtemp(join(tmpdir(), 'nats-release-'));
  try {
    await writeFile(join(dir, archive), content);
    await run('tar', ['-xzf', archive], { cwd: dir, timeout: 60_000 });
    const part = `${target}.${process.pid}`;
    await cp(join(dir, folder, 'nats-server'), part);
    await rename(part, target);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function download(url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(120_000) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  if (Number(response.headers.get('content-length')) > bytesMax)
    throw new Error(`${url} is too big`);
  return Buffer.from(await response.arrayBuffer());
}
