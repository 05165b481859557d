import type { EventLog, StoredEvent } from '@tributary/runtime/event-log';
import { Failure, type FailureCode } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { isId, newId } from '@tributary/runtime/ids';
import { interruptible } from '@tributary/runtime/interruption';
import type { Log } from '@tributary/runtime/log';
import { checkOwner, type File } from './files.ts';
import type { FileProgressState } from './generated/schema.ts';

/** How an upload stands. */
export interface Progress {
  state: FileProgressState;
  received: number;
  total: number | null;
  fileId: string | null;
  code: FailureCode | null;
  message: string | null;
}

export interface ProgressEvent extends Progress {
  cursor: string;
}

/** Every event says whose upload it tells of: an id that somebody else has chosen too shows nothing. */
interface ProgressFact extends Progress {
  owner: Pick<Viewer, 'kind' | 'id'>;
  /** The id that the file will have: whether it is stored can be found out without another event. */
  plannedId: string;
}

type OwnEvent = ProgressEvent & Pick<ProgressFact, 'plannedId'>;

/** What the one who takes a file in says meanwhile. */
export interface Report {
  /** What the file's id is to be. */
  readonly fileId: string;
  /** All the bytes so far. */
  received(bytes: number): void;
  total(bytes: number): void;
}

export interface FileProgressOptions {
  events: Pick<EventLog, 'appendOnce' | 'read' | 'find'>;
  /** The stored file of an id, if the viewer may read it. */
  findFile(id: string): Promise<File | null>;
  log: Log;
  viewer: Viewer;
  /** Aborts when nobody follows any more. */
  signal?: AbortSignal;
  /** An upload that says nothing for so long is given up: its process is gone. */
  silenceMsMax?: number;
  /** So long an upload is waited for that has not begun. */
  beginMsMax?: number;
  /** Events of an upload that is long over may be on their way for so long. */
  lateMsMax?: number;
}

export type FileProgress = ReturnType<typeof createFileProgress>;

const everyMs = 250;
/** An upload that waits for its bytes says that it still does. */
const beatMs = 10_000;
const appendMsMax = 2_000;

const createSilence = (): Report => ({ fileId: newId(), received() {}, total() {} });
const fresh: Progress = {
  ...{ state: 'RECEIVING', received: 0, total: null, fileId: null, code: null, message: null },
};

function subjectOf(uploadId: string): string {
  const id = uploadId.toLowerCase();
  if (isId(id)) return `event.file.${id}`;
  throw new Failure('BAD_INPUT', 'uploadId must be a UUID', { reason: 'invalid_param' });
}

const toEnd = (error: unknown): Pick<Progress, 'state' | 'code' | 'message'> =>
  error instanceof Failure
    ? { state: 'FAILED', code: error.code, message: error.message }
    : { state: 'FAILED', code: 'INTERNAL', message: 'internal error' };

/** Tells how the viewer's uploads go on, of those that were given an id. */
export function createFileProgress(options: FileProgressOptions) {
  const { events, findFile, log, viewer, signal } = options;
  const { silenceMsMax = 30_000, beginMsMax = 600_000, lateMsMax = 5_000 } = options;
  const owner = { kind: viewer.kind, id: viewer.id };

  /** Tells of one upload. That it cannot be told of does not harm the upload. */
  function openTeller(subject: string) {
    const [tellerId, fileId] = [newId(), newId()];
    let progress = fresh;
    let count = 0;
    let lastAt = 0;
    let told: Promise<void> | undefined;

    async function append(): Promise<void> {
      const data: ProgressFact = { ...progress, owner, plannedId: fileId };
      const event = { id: `${tellerId}:${++count}`, subject, data, at: new Date() };
      try {
        await events.appendOnce(event, { waitMs: appendMsMax });
      } catch (err) {
        log.warn({ err }, 'progress not told');
      }
    }

    /** One at a time: what comes meanwhile is told with the next. */
    function tell(): void {
      if (told) return;
      lastAt = performance.now();
      told = append().finally(() => {
        told = undefined;
      });
    }

    const beat = setInterval(tell, beatMs);
    tell();
    return {
      fileId,
      received(bytes: number) {
        progress = { ...progress, received: bytes };
        if (performance.now() - lastAt >= everyMs) tell();
      },
      total(bytes: number) {
        progress = { ...progress, total: bytes };
      },
      async end(last: Partial<Progress>) {
        clearInterval(beat);
        progress = { ...progress, ...last };
        await told;
        await append();
      },
    };
  }

  /** Takes a file in and, where there is an id, tells of it from its beginning to its end. */
  async function run(
    uploadId: string | null | undefined,
    task: (report: Report) => Promise<File>,
  ): Promise<File> {
    if (uploadId == null) return task(createSilence());
    const teller = openTeller(subjectOf(uploadId));
    try {
      const file = await task(teller);
      await teller.end({ state: 'STORED', fileId: file.id, ...toCounts(file) });
      return file;
    } catch (error) {
      await teller.end(toEnd(error));
      throw error;
    }
  }

  function readOwn({ cursor, data }: StoredEvent): OwnEvent | undefined {
    const { owner: of, ...progress } = data as ProgressFact;
    return of.kind === owner.kind && of.id === owner.id ? { cursor, ...progress } : undefined;
  }

  /** The end of an upload that nothing more is heard of: its last event may never have been told. */
  async function findEnd(subject: string, last: OwnEvent): Promise<ProgressEvent> {
    const file = last.plannedId === '' ? null : await findFile(last.plannedId);
    if (file) return { ...toEvent(last), state: 'STORED', fileId: file.id, ...toCounts(file) };
    const message = `nothing was heard of the upload ${uploadOf(subject)}`;
    return { ...toEvent(last), state: 'FAILED', code: 'TIMEOUT', message };
  }

  /** The event that a follower says it has. */
  async function findOwn(subject: string, cursor: string): Promise<OwnEvent | undefined> {
    const event = await events.find(subject, cursor);
    return event && readOwn(event);
  }

  async function* read(
    subject: string,
    after: string | undefined,
    ended: AbortSignal,
  ): AsyncGenerator<ProgressEvent> {
    const known = after === undefined ? undefined : await findOwn(subject, after);
    // Whoever has the end already must not wait for another one.
    if (known && known.state !== 'RECEIVING') return;
    const source = events.read(subject, { after, signal: ended });
    let last: OwnEvent = known ?? { ...fresh, cursor: after ?? '0', plannedId: '' };
    let deadline = Date.now() + (after === undefined ? beginMsMax : silenceMsMax);
    try {
      for (;;) {
        const next = await within(source.next(), deadline - Date.now());
        if (next === undefined) return void (yield await findEnd(subject, last));
        if (next.done) return;
        const own = readOwn(next.value);
        if (!own) continue;
        last = own;
        yield toEvent(own);
        if (own.state !== 'RECEIVING') return;
        const { time } = next.value;
        deadline = Math.max(time.getTime() + silenceMsMax, Date.now() + lateMsMax);
      }
    } finally {
      await source.return?.();
    }
  }

  /** From its start or behind a cursor, to the end of the upload, which may still have to begin. */
  function follow(uploadId: string, after?: string | null): AsyncIterableIterator<ProgressEvent> {
    checkOwner(viewer);
    const subject = subjectOf(uploadId);
    // No event has this cursor: it stands for the start.
    const position = after === '0' ? undefined : (after ?? undefined);
    return interruptible((ended) => read(subject, position, ended), signal);
  }

  return { run, follow };
}

const toEvent = ({ plannedId: _plannedId, ...event }: OwnEvent): ProgressEvent => event;

const toCounts = ({ size }: File) => (size === null ? {} : { received: size, total: size });

const uploadOf = (subject: string): string => subject.slice('event.file.'.length);

/** Undefined when the time is over first. */
async function within<Value>(promise: Promise<Value>, ms: number): Promise<Value | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), Math.max(0, ms));
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
