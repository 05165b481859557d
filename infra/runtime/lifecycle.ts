import { once } from 'node:events';
import { ConfigError } from './config.ts';

/** Resolves when the process is asked to stop; the resources that `main` opened then close. */
export async function terminated(): Promise<void> {
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
}

/** Stopping takes no longer than this, whatever still runs; unacknowledged work is taken over. */
const stopMsMax = 5_000;

/**
 * Runs a process from its start to its end: a bad configuration names every bad variable and exits
 * with 1, and a stop that hangs is cut short.
 */
export async function runProcess(main: () => Promise<void>): Promise<void> {
  const cutShort = () => setTimeout(() => process.exit(1), stopMsMax).unref();
  process.once('SIGTERM', cutShort);
  process.once('SIGINT', cutShort);
  try {
    await main();
    process.exitCode = 0;
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof ConfigError) {
      for (const problem of error.problems) process.stderr.write(`${problem}\n`);
    } else {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    }
  }
  // What a library left open must not keep a finished process alive.
  setTimeout(() => process.exit(), 500).unref();
}
