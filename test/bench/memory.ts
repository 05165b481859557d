import { readdir, readFile } from 'node:fs/promises';

/** The most memory, in MB, that each process below this one has ever held, by its program. */
export async function readPeaks(): Promise<Map<string, number>> {
  const peaks = new Map<string, number>();
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
    if (parent !== process.pid || peak === undefined) continue;
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    const script = words.find((word) => word.endsWith('.ts'))?.split('/');
    const name = script
      ? script.slice(-2).join('/').replace('/main.ts', '')
      : words[0]?.split('/').at(-1);
    peaks.set(name ?? pid, Math.round(Number(peak) / 1_000));
  }
  return peaks;
}
