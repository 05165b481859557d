import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

interface Entry {
  pid: number;
  /** The start time that the kernel tells; with the pid it names one process for ever. */
  startedAt: string;
}

/** The processes of a data folder, written down so that none outlives a killed supervisor unseen. */
export interface Leftovers {
  note(pids: readonly number[]): Promise<void>;
  /** Ends what an earlier supervisor left running over the same folder. */
  end(): Promise<void>;
}

export function createLeftovers(dataDir: string): Leftovers {
  const file = join(dataDir, 'processes.json');
  let writing: Promise<void> = Promise.resolve();

  async function write(pids: readonly number[]): Promise<void> {
    const entries = await Promise.all(
      pids.map(async (pid) => ({ pid, startedAt: await startOf(pid) })),
    );
    await writeFile(`${file}.part`, JSON.stringify(entries));
    await rename(`${file}.part`, file);
  }

  return {
    note(pids) {
      writing = writing.then(() => write(pids)).catch(() => {});
      return writing;
    },
    async end() {
      for (const { pid, startedAt } of await readEntries(file)) {
        if (startedAt === '' || (await startOf(pid)) !== startedAt) continue;
        process.kill(pid, 'SIGTERM');
        for (let tries = 0; tries < 50 && (await startOf(pid)) === startedAt; tries++) {
          await pause(100);
        }
        if ((await startOf(pid)) === startedAt) process.kill(pid, 'SIGKILL');
      }
    },
  };
}

async function readEntries(file: string): Promise<Entry[]> {
  try {
    const entries: unknown = JSON.parse(await readFile(file, 'utf8'));
    return Array.isArray(entries) ? entries.filter(isEntry) : [];
  } catch {
    return [];
  }
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'pid' in value &&
    typeof value.pid === 'number' &&
    'startedAt' in value &&
    typeof value.startedAt === 'string'
  );
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
