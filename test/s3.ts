import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

export interface S3Server extends AsyncDisposable {
  readonly endpoint: string;
  /** What the service's `BLOB_URL` says. */
  readonly url: string;
  /** The keys of the objects that are there, and of the multipart uploads that nobody ended. */
  listKeys(): Promise<string[]>;
  listUploads(): Promise<string[]>;
  /** Where the bytes of an object lie. */
  pathOf(key: string): string;
  /** Answers instead of the server, until it says nothing; for what a good server does not do. */
  interfere(answer: Interference | undefined): void;
}

/** A status and the code of an error, or a connection that is cut after so many bytes. */
type Answer = { status: number; code: string } | { cutAfter: number };

export type Interference = (request: S3Request) => Answer | undefined;

export interface S3Request {
  method: string;
  key: string;
  query: URLSearchParams;
}

/** What the server takes as a signature's key. */
export const s3Credentials = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' };

/** Gives this process the credentials, where the library looks for them, until it is disposed. */
export function useS3Credentials(): Disposable {
  Object.assign(process.env, s3Credentials);
  return {
    [Symbol.dispose]() {
      for (const name of Object.keys(s3Credentials)) delete process.env[name];
    },
  };
}

const s3Bucket = 'contents';
const prefix = 'blobs/';

interface Exchange {
  method: string;
  path: string;
  querystring: string;
  status: number;
  body: unknown;
  type: string;
  req: { socket: { destroy(): void } };
}

type Middleware = (exchange: Exchange, next: () => Promise<void>) => Promise<void>;

interface Application {
  readonly middleware: Middleware[];
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
  httpServer: Server & { closeAllConnections(): void };
}

const loaded: unknown = createRequire(import.meta.url)('s3rver');
const S3rver = loaded as new (options: object) => Application;

/** An S3 server on the loopback interface, over a folder of its own. */
export async function startS3(): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), 's3-'));
  const application = new S3rver({
    ...{ address: '127.0.0.1', port: 0, directory, silent: true },
    configureBuckets: [{ name: s3Bucket }],
  });
  const uploads = join(directory, s3Bucket, '._S3rver_uploads');
  let interference: Interference | undefined;
  application.middleware.unshift(
    (exchange, next) => interfere(exchange, next, interference),
    (exchange, next) => serveUploads(exchange, next, uploads),
  );
  const { port } = await application.run();
  const endpoint = `http://127.0.0.1:${port}`;

  async function listKeys(): Promise<string[]> {
    const names = await readdir(join(directory, s3Bucket, prefix)).catch(() => []);
    return names.flatMap((name) => /^(.+)\._S3rver_object$/.exec(name)?.[1] ?? []);
  }

  return {
    endpoint,
    url: `s3://${s3Bucket}/${prefix}?endpoint=${encodeURIComponent(endpoint)}&forcePathStyle=true`,
    listKeys,
    listUploads: async () => (await readUploads(uploads)).map(({ key }) => key),
    pathOf: (key) => join(directory, s3Bucket, prefix, `${key}._S3rver_object`),
    interfere(answer) {
      interference = answer;
    },
    async [Symbol.asyncDispose]() {
      const closing = application.close();
      application.httpServer.closeAllConnections();
      await closing;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function interfere(exchange: Exchange, next: () => Promise<void>, answer?: Interference) {
  const { method, path, querystring } = exchange;
  const key = path.split('/').slice(2).join('/').replace(prefix, '');
  const given = answer?.({ method, key, query: new URLSearchParams(querystring) });
  if (given === undefined) return next();
  if ('cutAfter' in given) {
    await next();
    const { socket } = exchange.req;
    if (exchange.body instanceof Readable) {
      exchange.body = Readable.from(cut(exchange.body, given.cutAfter, () => socket.destroy()));
    } else socket.destroy();
    return;
  }
  exchange.status = given.status;
  exchange.type = 'application/xml';
  exchange.body = `<Error><Code>${given.code}</Code><Message>interfered</Message></Error>`;
}

async function* cut(body: AsyncIterable<Buffer>, length: number, end: () => void) {
  let given = 0;
  for await (const piece of body) {
    const rest = piece.subarray(0, length - given);
    given += rest.length;
    if (rest.length > 0) yield rest;
    if (given < length) continue;
    // What was given is on its way first.
    await new Promise((resolve) => setImmediate(resolve));
    end();
    return;
  }
}

async function readUploads(folder: string): Promise<{ id: string; key: string }[]> {
  const ids = await readdir(folder).catch(() => []);
  const read = async (id: string) => ({
    id,
    key: await readFile(join(folder, id, 'key'), 'utf8').catch(() => id),
  });
  return Promise.all(ids.map(read));
}

/** The server itself can neither list nor abort multipart uploads. */
async function serveUploads(exchange: Exchange, next: () => Promise<void>, folder: string) {
  const query = new URLSearchParams(exchange.querystring);
  const uploadId = query.get('uploadId');
  if (exchange.method === 'DELETE' && uploadId !== null) {
    await rm(join(folder, uploadId), { recursive: true });
    exchange.status = 204;
    return;
  }
  if (exchange.method !== 'GET' || !query.has('uploads')) return next();
  const found = (await readUploads(folder)).filter(({ key }) =>
    key.startsWith(query.get('prefix') ?? ''),
  );
  const entries = found.map(
    ({ id, key }) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`,
  );
  exchange.status = 200;
  exchange.type = 'application/xml';
  exchange.body = `<ListMultipartUploadsResult>${entries.join('')}</ListMultipartUploadsResult>`;
}
