import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { downloadRelease } from '@tributary/dev/nats-release';
import { expect, test } from 'vitest';

const machine = `${platform()}-${arch() === 'x64' ? 'amd64' : arch()}`;

/** A place of releases that holds one for this machine, with a program that says hello. */
async function serveReleases(falsify: (sum: string) => string) {
  const stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'releases-'));
  stack.defer(() => rm(dir, { recursive: true }));
  const files = new Map<string, Buffer>();
  const server = createServer(({ url = '' }, response) => {
    const version = url.split('/')[1] ?? '';
    const found = files.get(url.slice(version.length + 2).replaceAll(version, 'VERSION'));
    if (found) response.end(found);
    else response.writeHead(404).end();
  });
  const pack = async (version: string) => {
    const folder = `nats-server-${version}-${machine}`;
    await mkdir(join(dir, folder));
    await writeFile(join(dir, folder, 'nats-server'), 'hello', { mode: 0o755 });
    await promisify(execFile)('tar', ['-czf', 'release', folder], { cwd: dir });
    const content = await readFile(join(dir, 'release'));
    const sum = falsify(createHash('sha256').update(content).digest('hex'));
    files.set(`nats-server-VERSION-${machine}.tar.gz`, content);
    files.set('SHA256SUMS', Buffer.from(`${sum}  ${folder}.tar.gz\n`));
  };
  const text = await readFile(
    new URL('../../../infra/dev/nats-release.ts', import.meta.url),
    'utf8',
  );
  await pack(/const version = '([^']+)'/.exec(text)?.[1] ?? '');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    from: `http://127.0.0.1:${port}`,
    target: join(dir, 'program'),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test('the program comes out of the release for this machine', async () => {
  await using releases = await serveReleases((sum) => sum);

  await downloadRelease(releases);

  expect(await readFile(releases.target, 'utf8')).toBe('hello');
});

test('a release whose checksum differs is refused', async () => {
  await using releases = await serveReleases((sum) =>
    sum.replace(/^./, (one) => (one === 'a' ? 'b' : 'a')),
  );

  await expect(downloadRelease(releases)).rejects.toThrow('another checksum');
});
