import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface ProcessOptions {
  name: string;
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Whether a line of its output says that it serves. */
  isReady: (line: string) => boolean;
  write: (name: string, line: string) => void;
  /** Told of every start and end, so that leftovers can be found after a crash of the supervisor. */
  onChange: () => void;
}

/** The pause before a restart doubles with each crash and is short again after a quiet minute. */
const backOffMs = { min: 200, max: 10_000, quiet: 60_000 };
/** So many crashes before a process was ever ready mean that it never will be. */
const failuresMax = 5;

/** A child that is restarted whenever it ends, until it is told to stop. */
export class SupervisedProcess {
  readonly #options: ProcessOptions;
  #child: ChildProcess | undefined;
  #isStopping = false;
  #wasReady = false;
  #failures = 0;
  #delayMs = backOffMs.min;
  #timer: NodeJS.Timeout | undefined;
  readonly #ready = Promise.withResolvers<void>();

  constructor(options: ProcessOptions) {
    this.#options = options;
    this.#ready.promise.catch(() => {});
    this.#start();
  }

  /** Resolves when the process first says so; rejects if it keeps ending before that. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get name(): string {
    return this.#options.name;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  #start(): void {
    const { command, args, env, cwd } = this.#options;
    const startedAt = Date.now();
    // A group of its own: Ctrl-C reaches the supervisor alone, which stops things in their order.
    const child = spawn(command, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#read(child.stdout);
    this.#read(child.stderr);
    child.once('error', (error) => this.#options.write(this.name, error.message));
    child.once('close', (code, signal) => this.#ended(startedAt, signal ?? code));
    this.#options.onChange();
  }

  #read(output: Readable): void {
    createInterface({ input: output }).on('line', (line) => {
      if (!this.#wasReady && this.#options.isReady(line)) {
        this.#wasReady = true;
        this.#ready.resolve();
      }
      this.#options.write(this.name, line);
    });
  }

  #ended(startedAt: number, how: string | number | null): void {
    this.#child = undefined;
    this.#options.onChange();
    if (this.#isStopping) return;
    if (!this.#wasReady && ++this.#failures >= failuresMax) {
      this.#ready.reject(new Error(`${this.name} does not start: it ended with ${how}`));
      return;
    }
    if (Date.now() - startedAt > backOffMs.quiet) this.#delayMs = backOffMs.min;
    const again = `restarts in ${this.#delayMs} ms`;
    this.#options.write(this.name, `ended with ${how}; ${again}`);
    this.#timer = setTimeout(() => this.#start(), this.#delayMs);
    this.#delayMs = Math.min(this.#delayMs * 2, backOffMs.max);
  }

  /** Asks the process to end, and kills it if it has not within the time. */
  async stop(msMax: number): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), msMax);
    await ended;
    clearTimeout(timer);
  }
}
