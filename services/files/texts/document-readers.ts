import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, realpathSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { Failure } from '@tributary/runtime/failure';
import { charactersMax } from './characters.ts';

export type DocumentFormat = 'html' | 'pdf' | 'docx';

/**
 * Reads the text of a document; null where it has none that can be read within the limits, and
 * undefined where there was not the time to find that out.
 */
export type ReadDocument = (
  format: DocumentFormat,
  source: AsyncIterable<Uint8Array>,
) => Promise<string | null | undefined>;

const outputBytesMax = 3 * charactersMax;

const reader = fileURLToPath(new URL('./reader/main.ts', import.meta.url));
const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const packages = ['../node_modules', '../../../node_modules'].map(pathOf).filter(existsSync);

/** Its code, and what that imports; packages may be kept elsewhere, with a link to them. */
const readable = [
  ...['./reader', './characters.ts', '../package.json', '../../../package.json'].map(pathOf),
  ...new Set(packages.flatMap((path) => [path, realpathSync(path)])),
];

/** It can neither write nor start anything, nor read what the product keeps. */
export const readerPermissions = [
  ...['--permission', '--allow-worker'],
  ...readable.map((path) => `--allow-fs-read=${path}`),
];

const startReader = (format: DocumentFormat, readMsMax: number) =>
  spawn(process.execPath, [...readerPermissions, '--no-warnings', reader, format], {
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: readMsMax,
    killSignal: 'SIGKILL',
  });

type ReaderProcess = ReturnType<typeof startReader>;

async function collect(child: ReaderProcess): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of child.stdout) {
    size += piece.length;
    if (size > outputBytesMax) child.kill('SIGKILL');
    else pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

/** Fails as the source does, or when the process ends before it has everything. */
async function feed(source: AsyncIterable<Uint8Array>, child: ReaderProcess): Promise<void> {
  let outcome: { isDelivered: boolean; error?: unknown } = { isDelivered: false };
  async function* note() {
    try {
      yield* source;
      outcome = { isDelivered: true };
    } catch (error) {
      outcome = { isDelivered: false, error };
      throw error;
    }
  }
  await pipeline(note, child.stdin).catch(() => child.kill('SIGKILL'));
  if (outcome.error !== undefined) throw outcome.error;
  if (!outcome.isDelivered) throw new Failure('UNAVAILABLE', 'the document cannot be read now');
}

/**
 * Reads in a process with bounds of its own: a hostile document costs it, and nobody else. The bytes
 * flow through this one and are never whole in it.
 */
export const createDocumentReader =
  ({ readMsMax }: { readMsMax: number }): ReadDocument =>
  async (format, source) => {
    const startedAt = performance.now();
    const child = startReader(format, readMsMax);
    const ending = Promise.allSettled([once(child, 'close'), collect(child)]);
    try {
      await feed(source, child);
    } finally {
      await ending;
    }
    const [closed, text] = await ending;
    const isRead = closed.status === 'fulfilled' && closed.value[0] === 0;
    if (isRead && text.status === 'fulfilled') return text.value;
    return child.killed && performance.now() - startedAt >= readMsMax ? undefined : null;
  };
