import { setPriority } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { toDocumentText } from './document-text.ts';

/**
 * Reads a document from its input and writes the text to its output, as a process of its own. One
 * thread reads the document; the other looks after the memory, of which only the process as a whole
 * can tell how much there is: buffers are outside of the heap of a thread.
 */
const heapMegabytesMax = 320;
const memoryBytesMax = 536_870_912;
/** Of the processor, so that a busy machine fails no document. */
const workMsMax = 20_000;
/** Whoever started the process ends it sooner, unless that is gone. */
const lifeMsMax = 90_000;
const lookMs = 20;
const priority = 5;

function isOver(): boolean {
  const { user, system } = process.cpuUsage();
  const isBusy = (user + system) / 1000 > workMsMax || performance.now() > lifeMsMax;
  return isBusy || process.memoryUsage.rss() > memoryBytesMax;
}

/** Nothing that the document does can delay it. */
function watch(): void {
  setInterval(() => isOver() && process.kill(process.pid, 'SIGKILL'), lookMs).unref();
}

async function readInput(): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Buffer[] = await Array.fromAsync(process.stdin);
  const bytes = new Uint8Array(pieces.reduce((size, { length }) => size + length, 0));
  let length = 0;
  for (const piece of pieces) {
    bytes.set(piece, length);
    length += piece.length;
  }
  return bytes;
}

async function readInThread(format: string | undefined): Promise<void> {
  const bytes = await readInput();
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { format, bytes },
    transferList: [bytes.buffer],
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytesMax },
    stdout: true,
    stderr: true,
  });
  // A thread that fails ends the process with a code that says so.
  worker.once('message', (text: string) => process.stdout.end(text));
}

if (isMainThread) {
  setPriority(priority);
  watch();
  await readInThread(process.argv[2]);
} else {
  parentPort?.postMessage(await toDocumentText(workerData));
}
