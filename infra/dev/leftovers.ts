import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

const entry = z.object({
  pid: z.int(),
  /** The start time that the kernel tells; with the pid it names one process for ever. */
  startedAt: z.string(),
});
const record = z.object({ supervisor: entry, processes: z.array(entry) });

type Entry = z.infer<typeof entry>;

/** The processes of a data folder, written down so that none outlives a killed supervisor unseen. */
export interface Leftovers {
  note(pids: readonly number[]): Promise<void>;
  /** Ends what an earlier supervisor left running; throws if that one still watches over it. */
  end(): Promise<void>;
  /** Nothing runs any more. */
  forget(): Promise<void>;
}

const endTriesMax = 50;
const endCheckMs = 100;

export function createLeftovers(dataDir: string): Leftovers {
  const file = join(dataDir, 'processes.json');
  let writing: Promise<void> = Promise.resolve();

  async function write(pids: readonly number[]): Promise<void> {
    const [supervisor, ...processes] = await Promise.all([process.pid, ...pids].map(toEntry));
    await writeFile(`${file}.part`, JSON.stringify({ supervisor, processes }));
    await rename(`${file}.part`, file);
  }

  const inTurn = (act: () => Promise<void>): Promise<void> => {
    writing = writing.then(act).catch(() => {});
    return writing;
  };

  return {
    note: (pids) => inTurn(() => write(pids)),
    async end() {
      const found = await read(file);
      if (!found) return;
      const { supervisor, processes } = found;
      if (await isRunning(supervisor)) {
        throw new Error(`process ${supervisor.pid} runs everything over ${dataDir} already`);
      }
      await Promise.all(processes.map(endProcess));
    },
    forget: () => inTurn(() => rm(file, { force: true })),
  };
}

async function read(file: string): Promise<z.infer<typeof record> | undefined> {
  try {
    return record.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

async function endProcess(one: Entry): Promise<void> {
  if (!(await isRunning(one))) return;
  signalProcess(one.pid, 'SIGTERM');
  for (let tries = 0; tries < endTriesMax && (await isRunning(one)); tries++) {
    await pause(endCheckMs);
  }
  if (await isRunning(one)) signalProcess(one.pid, 'SIGKILL');
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself meanwhile.
  }
}

async function toEntry(pid: number): Promise<Entry> {
  return { pid, startedAt: await startOf(pid) };
}

async function isRunning({ pid, startedAt }: Entry): Promise<boolean> {
  return startedAt !== '' && (await startOf(pid)) === startedAt;
}

/** Field 22 of /proc/<pid>/stat; empty where there is no such process, or no /proc. */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  } catch {
    return '';
  }
}
