import { Failure } from '@tributary/runtime/failure';
import type { Data } from './data.ts';
import type { GraphError, RequestContext } from './subgraph.ts';

/** The longest delay that a timer takes; a later deadline is none. */
const timerMsMax = 2 ** 31 - 1;

/** One execution of a plan: the response so far, and what its fetches share. */
export interface Run {
  /** Undefined until the first fetch has answered. */
  data: Data | undefined;
  readonly errors: GraphError[];
  readonly variables: Record<string, unknown>;
  readonly context: RequestContext;
  readonly expiry: Expiry;
  /** Told of what is a bug rather than a failure, since a client only sees `INTERNAL`. */
  readonly report: Report;
}

export type Report = (error: unknown, service?: string) => void;

/** A step of a compiled plan; it returns a promise only if it has to wait. */
export type Step = (run: Run) => Promise<void> | undefined;

/** The end of a request's time, by its deadline or because its caller went away. */
export class Expiry {
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #waiting = new Set<(failure: Failure) => void>();
  #failure: Failure | undefined;

  constructor({ signal, deadline }: RequestContext) {
    this.#signal = signal;
    const left = deadline - Date.now();
    if (signal.aborted) this.#abort();
    else if (left <= 0) this.#end('the request took too long');
    else if (left < timerMsMax) {
      this.#timer = setTimeout(() => this.#end('the request took too long'), left);
    }
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  readonly #abort = () => this.#end('the request was cancelled');

  #end(message: string): void {
    this.#failure ??= new Failure('TIMEOUT', message);
    for (const reject of this.#waiting) reject(this.#failure);
    this.#waiting.clear();
  }

  throwIfOver(): void {
    if (this.#failure) throw this.#failure;
  }

  /** The answer, unless the time is over before it comes. */
  limit<T>(answer: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#failure) {
        answer.catch(() => {});
        return reject(this.#failure);
      }
      this.#waiting.add(reject);
      answer.then(
        (value) => {
          this.#waiting.delete(reject);
          resolve(value);
        },
        (error: unknown) => {
          this.#waiting.delete(reject);
          reject(error);
        },
      );
    });
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#abort);
  }
}
