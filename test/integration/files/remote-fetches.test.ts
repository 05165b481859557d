import { lookup } from 'node:dns/promises';
import { gzipSync } from 'node:zlib';
import { readExceptions } from '@tributary/files/remote/network-exceptions';
import { createRemoteFetches, readRemoteUrl } from '@tributary/files/remote/remote-fetches';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RemoteServer, redirectTo, reply, startRemoteServer } from './remote-server.ts';

const signal = new AbortController().signal;
const refused = { code: 'BAD_INPUT', reason: 'invalid_param' };
const failed = { code: 'UNAVAILABLE', reason: 'remote_file_fetch_failed' };

let server: RemoteServer;
/** Another port of the same machine, which nothing excepts. */
let inner: RemoteServer;

beforeAll(async () => {
  inner = await startRemoteServer({ '/': reply('secret') });
  server = await startRemoteServer({
    '/a.txt': reply('hello', { 'content-type': 'text/plain', 'content-length': 5 }),
    '/inner': redirectTo(`http://127.0.0.1:${inner.port}/`),
    '/inner-name': redirectTo(`http://localhost:${inner.port}/`, 307),
    '/metadata': redirectTo('http://169.254.169.254/latest/meta-data/', 301),
    '/file': redirectTo('file:///etc/passwd', 303),
    '/password': redirectTo('http://me:secret@example.com/'),
    '/relative': redirectTo('a.txt', 308),
    '/loop': redirectTo('/loop'),
    ...Object.fromEntries(
      [5, 4, 3, 2, 1].map((left) => [
        `/hop${left}`,
        redirectTo(left === 1 ? '/a.txt' : `/hop${left - 1}`),
      ]),
    ),
    '/hop6': redirectTo('/hop5'),
    '/silent': () => {},
    '/slow': (_, response) => void response.writeHead(200).write('a'),
    '/endless': (_, response) => {
      response.writeHead(200);
      const pour = () => {
        while (response.write('x'.repeat(65_536)));
      };
      response.on('drain', pour);
      pour();
    },
    '/short': (_, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('five!', () => response.destroy());
    },
    '/long': (request) => {
      request.socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello and more');
    },
    '/no-head': (request, response) =>
      request.method === 'HEAD'
        ? response.writeHead(405).end()
        : reply('hello', { 'content-type': 'text/x', 'content-length': 5 })(request, response),
    '/broken': (_, response) => void response.writeHead(500).end('no'),
    '/cut': (request) => void request.socket.destroy(),
    '/gzip': reply(gzipSync('hello'), { 'content-encoding': 'gzip' }),
    '/bomb': reply(gzipSync(Buffer.alloc(8_388_608)), { 'content-encoding': 'GZIP' }),
    '/strange': reply('hello', { 'content-encoding': 'rot13' }),
    '/headers': (request) => {
      request.socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`);
    },
  });
});
afterAll(() => Promise.all([server, inner].map((one) => one[Symbol.asyncDispose]())));

const names: Record<string, string[]> = {
  'outside.test': ['127.0.0.1'],
  'mixed.test': ['8.8.8.8', '127.0.0.1'],
  'six.test': ['::1'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'none.test': [],
};

/** What is excepted is `localhost` at the port of the one server. */
function openFetches(options = {}) {
  const asked: string[] = [];
  const exceptions = readExceptions([server.host, `outside.test:${server.port}`]);
  if (!exceptions) throw new Error('the exceptions cannot be read');
  const fetches = createRemoteFetches({
    exceptions,
    async resolve(name) {
      asked.push(name);
      const known = names[name]?.map((address) => ({
        address,
        family: address.includes(':') ? 6 : 4,
      }));
      return known ?? (await lookup(name, { all: true }));
    },
    ...options,
  });
  const urlOf = (path: string) =>
    readRemoteUrl(path.startsWith('/') ? `http://${server.host}${path}` : path);
  return {
    asked,
    head: (path: string, owner?: string) => fetches.readHead(urlOf(path), { owner, signal }),
    async read(path: string, bytesMax = 1_048_576, owner?: string) {
      await using content = await fetches.openContent(urlOf(path), { owner, signal });
      let text = '';
      for await (const chunk of content.bytes) {
        text += Buffer.from(chunk).toString();
        if (text.length > bytesMax) throw new Error('too large');
      }
      return text;
    },
  };
}

test('a server is asked for the head of a file, without a word of who asks', async () => {
  const { head, asked } = openFetches();

  const { url, ...told } = await head('/a.txt?b=1');

  expect([url.href, told]).toEqual([
    `http://${server.host}/a.txt?b=1`,
    { contentType: 'text/plain', contentDisposition: undefined, size: 5 },
  ]);
  expect(server.requests.at(-1)).toBe('HEAD /a.txt?b=1');
  expect(server.headers.at(-1)).toEqual({
    ...{ host: server.host, connection: 'close', accept: '*/*' },
    ...{ 'accept-encoding': 'identity', 'user-agent': 'Tributary' },
  });
  expect(asked).toEqual(['localhost']);
});

test('a server that does not like to be asked for heads is asked for the whole', async () => {
  expect(await openFetches().head('/no-head')).toMatchObject({ contentType: 'text/x', size: 5 });
});

test.each([
  ...['http://127.0.0.1', 'http://localhost', 'http://2130706433', 'http://0x7f.1', 'http://0'],
  ...['http://[::1]', 'http://[::ffff:127.0.0.1]', 'http://[::]'],
  ...['http://mixed.test', 'http://six.test', 'http://mapped.test', 'http://outside.test'],
  ...['http://none.test', 'http://nobody.invalid'],
])('nothing is fetched from %s', async (origin) => {
  const { head, read } = openFetches();
  const before = inner.requests.length;

  await expect(head(`${origin}:${inner.port}/`)).rejects.toMatchObject(refused);
  await expect(read(`${origin}:${inner.port}/`)).rejects.toMatchObject(refused);

  expect(inner.requests.slice(before)).toEqual([]);
});

test.each(['/inner', '/inner-name', '/metadata', '/file', '/password'])(
  'a redirect is checked as an address is: %s',
  async (path) => {
    const before = inner.requests.length;

    await expect(openFetches().read(path)).rejects.toMatchObject(refused);

    expect(inner.requests.slice(before)).toEqual([]);
  },
);

test('a name that leads inward and one that leads nowhere are refused in the same words', async () => {
  const { read } = openFetches();
  const paths = ['/inner', '/inner-name', 'http://none.test/', 'http://nobody.invalid/'];

  const refusals = await Promise.all(
    paths.map((path) => read(path).catch(({ message }) => message)),
  );

  expect(refusals).toEqual(paths.map(() => 'url points to an address that cannot be reached'));
});

test('what is connected to is what was checked, by one look at the name', async () => {
  const { read, asked } = openFetches();

  expect(await read(`http://outside.test:${server.port}/a.txt`)).toBe('hello');
  expect(asked).toEqual(['outside.test']);
});

test('five redirects are followed, and no sixth', async () => {
  const { read } = openFetches();

  expect([await read('/relative'), await read('/hop5')]).toEqual(['hello', 'hello']);
  await expect(read('/hop6')).rejects.toMatchObject(failed);
  await expect(read('/loop')).rejects.toMatchObject(failed);
});

test.each([...['/broken', '/cut', '/short', '/strange', '/headers', 'http://localhost:1/']])(
  '%s cannot be fetched',
  async (path) => {
    const { read } = openFetches({ exceptions: readExceptions(['localhost']) });

    await expect(read(path)).rejects.toMatchObject(failed);
  },
);

test('what is not there is not there', async () => {
  const { head, read } = openFetches();

  await expect(head('/none')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    reason: 'remote_file_not_found',
  });
  await expect(read('/none')).rejects.toMatchObject({ code: 'NOT_FOUND', reason: failed.reason });
});

test('a server that keeps silent is given up, before its answer and in the middle of it', async () => {
  const { head, read } = openFetches({ headMsMax: 300, idleMsMax: 300 });

  await expect(head('/silent')).rejects.toMatchObject(failed);
  await expect(read('/silent')).rejects.toMatchObject(failed);
  await expect(read('/slow')).rejects.toMatchObject(failed);
});

test('a body may take so long and no longer, however fast it comes', async () => {
  const { read } = openFetches({ contentMsMax: 300 });

  await expect(read('/endless', Number.MAX_SAFE_INTEGER)).rejects.toMatchObject(failed);
});

test('whoever has read enough ends the connection', async () => {
  const { read } = openFetches();

  await expect(read('/endless')).rejects.toThrow('too large');
  expect(await read('/long')).toBe('hello');
});

test('an encoded body is decoded, as far as it is read', async () => {
  const { head, read } = openFetches();

  expect([await head('/gzip'), await read('/gzip')]).toMatchObject([{ size: undefined }, 'hello']);
  await expect(read('/bomb')).rejects.toThrow('too large');
});

test('so many fetches are at work at a time, and a longer wait ends as a failure', async () => {
  const { read, head } = openFetches({ headMsMax: 400, idleMsMax: 5000, contentMsMax: 800 });
  const slow = Array.from({ length: 17 }, () => read('/slow'));
  const before = server.requests.filter((one) => one === 'GET /slow').length;

  const ends = await Promise.allSettled([head('/a.txt'), ...slow]);

  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', ...slow.map(() => 'rejected')]);
  expect(server.requests.filter((one) => one === 'GET /slow')).toHaveLength(before + 16);
});

test('two contents of one viewer are fetched at a time, and those of others meanwhile', async () => {
  const { read } = openFetches({ idleMsMax: 400, contentMsMax: 5000 });
  const asked = () => server.requests.filter((one) => one === 'GET /slow').length;
  const before = asked();

  const slow = Array.from({ length: 3 }, () => read('/slow', 10, 'ada'));
  const other = await read('/a.txt', 10, 'eve');
  await Promise.race(slow.map((one) => one.catch(() => {})));

  expect([other, asked() - before >= 2, asked() - before <= 3]).toEqual(['hello', true, true]);
  const ends = await Promise.allSettled(slow);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
});

test('so many of one viewer wait for a turn, and more are turned away', async () => {
  const { head } = openFetches({ headMsMax: 400 });

  const ends = await Promise.all(
    Array.from({ length: 25 }, () => head('/silent', 'ada').catch(({ code }) => code)),
  );

  expect(ends.toSorted()).toEqual(['RATE_LIMITED', ...Array(24).fill('UNAVAILABLE')]);
});

test.each([
  ...['', 'no address', 'ftp://example.com/', 'file:///etc/passwd', 'javascript:1', 'http://'],
  ...['http://me@example.com/', 'http://:x@example.com/', `http://example.com/${'a'.repeat(8192)}`],
])('%o is no address of a remote file', (address) => {
  expect(() => readRemoteUrl(address)).toThrow(expect.objectContaining(refused));
});
