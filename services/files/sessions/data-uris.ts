import { Failure } from '@tributary/runtime/failure';
import DataLoader from 'dataloader';
import type { Blobs } from '../blobs/blobs.ts';
import { createFairTurns, type FairTurns } from '../fair-turns.ts';
import type { SessionFile } from './session-files.ts';

export interface DataUrisOptions {
  blobs: Pick<Blobs, 'read'>;
  isOn: boolean;
  /** Those of the process. */
  turns: FairTurns;
  owner: string | undefined;
  signal: AbortSignal;
}

const bytesMax = 20_971_520;
/** They lie whole in memory, in each process on the way to the client. */
const requestBytesMax = 41_943_040;
const processBytesMax = 83_886_080;

/** Bounds what lies in the memory of this process, over all requests. */
export const createDataUriTurns = (): FairTurns =>
  createFairTurns({
    name: 'requests for a dataUri',
    sizeMax: processBytesMax,
    waitingMax: 50,
    ownerWaitingMax: 10,
  });

/** Contents as parts of the answer to one request. */
export function createDataUris({ blobs, isOn, turns, owner, signal }: DataUrisOptions) {
  const held = new DisposableStack();
  let isHolding = false;
  let left = requestBytesMax;
  const loader = new DataLoader(readAll, { cache: false });

  async function readOne({ sha256, size, mimeType }: SessionFile): Promise<string | null> {
    try {
      const content = Buffer.concat(await Array.fromAsync(blobs.read(sha256)), size);
      return `data:${mimeType};base64,${content.toString('base64')}`;
    } catch (error) {
      if (error instanceof Failure && error.code === 'NOT_FOUND') return null;
      throw error;
    }
  }

  /** What is asked for at once has one turn, so that a request seldom needs another. */
  async function readAll(files: readonly SessionFile[]): Promise<(string | null | Error)[]> {
    const size = files.reduce((sum, file) => sum + file.size, 0);
    const isImpatient = isHolding;
    isHolding = true;
    const turn = await turns.take({ owner, size, signal, isImpatient });
    if (held.disposed) turn[Symbol.dispose]();
    else held.use(turn);
    const read: (string | null | Error)[] = [];
    for (const file of files) {
      signal.throwIfAborted();
      read.push(await readOne(file).catch((error) => error));
    }
    return read;
  }

  /** Null when the file is too large, or not there. */
  async function read(file: SessionFile): Promise<string | null> {
    const { size, isDeleted } = file;
    if (!isOn || isDeleted || size > bytesMax) return null;
    left -= size;
    if (left < 0) {
      throw new Failure('TOO_LARGE', `a request gets at most ${requestBytesMax} bytes as dataUri`);
    }
    return loader.load(file);
  }

  /** Disposing says that the answer is on its way: what was read is not in memory any more. */
  return { read, [Symbol.dispose]: () => held.dispose() };
}
