import { createHash } from 'node:crypto';
import { type Bus, connectBus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import { createIdentities, type Viewer } from '@tributary/runtime/identity';
import { silentLog } from '@tributary/runtime/log';
import { openStream, serveStream } from '@tributary/runtime/streams';
import { serveSubgraph } from '@tributary/runtime/subgraph';

/** A service with one of everything that an endpoint may rest on. */
export const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar Upload
  scalar Bytes
  type Query {
    thing(id: ID!): Thing
    caller: String!
    blob(length: Int!, break: String): Blob!
    wait(failures: Int!, msLeft: Int!): Int!
  }
  type Mutation {
    countTo(last: Int!): String!
    measure(file: Upload!): Measure!
  }
  type Subscription { numbers(last: Int!, after: String): Number! }
  type Thing { id: ID! name: String! secret: String! }
  type Blob { length: Int! content: Bytes! }
  type Measure { name: String! mimeType: String! length: Int! sha256: String! }
  type Number { value: Int! }
`;

interface Upload {
  stream: string;
  name: string;
  mimeType: string;
}

export interface Things extends AsyncDisposable {
  readonly bus: Bus;
  /** How often a subscription was opened, and where it was to go on. */
  readonly opened: (string | undefined)[];
  /** Resolves when a subscription to numbers without an end was closed by its reader. */
  readonly closed: Promise<void>;
  /** Resolves when the reader of some bytes has left before their end. */
  readonly unread: Promise<void>;
  /** How each upload ended: with its length, or with the reason of its failure. */
  readonly uploads: (number | string | undefined)[];
  /** Resolves when the next upload begins. */
  begun(): Promise<void>;
  /** How much time each call of `wait` had left. */
  readonly waits: number[];
}

const secret = 'a secret that only this test has, of course';

/** Serves the things from a connection of its own, as another process would. */
export async function startThings(natsUrl: string): Promise<Things> {
  await using stack = new AsyncDisposableStack();
  const identities = createIdentities(secret);
  const options = { servers: [natsUrl], identities, log: silentLog };
  const bus = stack.use(await connectBus({ ...options, name: 'gateway' }));
  const own = stack.use(await connectBus({ ...options, name: 'things' }));
  const opened: (string | undefined)[] = [];
  const uploads: Things['uploads'][number][] = [];
  const waits: number[] = [];
  let begin = Promise.withResolvers<void>();
  const unread = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();

  async function measure(viewer: Viewer, { stream, name, mimeType }: Upload) {
    begin.resolve();
    begin = Promise.withResolvers<void>();
    const identity = await identities.sign(viewer);
    const hash = createHash('sha256');
    let length = 0;
    if (name === 'unwanted') throw new Failure('BAD_INPUT', 'not that', { reason: 'unwanted' });
    for await (const chunk of openStream(own, stream, new Uint8Array(), { identity })) {
      hash.update(chunk);
      length += chunk.length;
      if (name === 'enough') throw new Failure('TOO_LARGE', 'enough of it', { reason: 'enough' });
    }
    return { name, mimeType, length, sha256: hash.digest('hex') };
  }

  async function measureAndTell(viewer: Viewer, upload: Upload) {
    try {
      const measured = await measure(viewer, upload);
      uploads.push(measured.length);
      return measured;
    } catch (error) {
      uploads.push((error as Failure).reason);
      throw error;
    }
  }

  function wait({ failures, msLeft }: { failures: number; msLeft: number }): number {
    waits.push(msLeft);
    if (waits.length <= failures) throw new Failure('UNAVAILABLE', 'nobody is there');
    return waits.length;
  }

  /** Breaks off behind every third number, as a service does that is stopped. */
  async function* count(last: number, after: number) {
    try {
      for (let value = after + 1; value <= last; value += 1) {
        yield { numbers: { value } };
        if (value % 3 === 0) throw new Failure('UNAVAILABLE', 'the service is stopping');
      }
      if (last < 0) await new Promise(() => {});
    } finally {
      closed.resolve();
    }
  }

  const resolvers = {
    Query: {
      thing: (_: unknown, { id }: { id: string }) => {
        if (id === 'bug') throw new TypeError('a bug');
        return id === 'none' ? null : { id, name: `Thing ${id}` };
      },
      wait: (_: unknown, args: { failures: number; msLeft: number }) => wait(args),
      caller: (_: unknown, _args: unknown, { id }: Viewer) => id,
      blob: (_: unknown, args: { length: number; break?: string | null }) => ({
        length: args.length,
        content: { stream: 'bytes.things', ticket: `${args.length} ${args.break ?? ''}` },
      }),
    },
    Thing: {
      secret: () => {
        throw new Failure('FORBIDDEN', 'nobody may see it', { reason: 'too_secret' });
      },
    },
    Mutation: {
      countTo: (_: unknown, { last }: { last: number }) => String(last),
      measure: (_: unknown, { file }: { file: Upload }, viewer: Viewer) =>
        measureAndTell(viewer, file),
    },
    Subscription: {
      numbers: {
        subscribe: (_: unknown, { last, after }: { last: number; after?: string | null }) => {
          opened.push(after ?? undefined);
          return last === 0 ? silence(closed.resolve) : count(last, Number(after ?? 0));
        },
      },
    },
  };
  stack.use(
    await serveSubgraph({
      ...{ name: 'things', sdl, bus: own, log: silentLog, resolvers },
      context: (viewer) => viewer,
    }),
  );
  stack.use(
    await serveStream(own, {
      service: 'things',
      subject: 'bytes.things',
      open: ({ data, signal }) => {
        signal.addEventListener('abort', () => unread.resolve(), { once: true });
        return readBlob(data);
      },
    }),
  );
  const kept = stack.move();
  const told = {
    opened,
    uploads,
    waits,
    begun: () => begin.promise,
    unread: unread.promise,
    closed: closed.promise,
  };
  return { bus, ...told, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/**
 * The bytes 0, 1, … 255, 0, …, of which there are fewer or more than was said if they are to break;
 * a length of -1 stands for bytes that are gone, any other negative one for bytes of unknown length.
 */
async function* readBlob(data: Uint8Array) {
  const { ticket, start = 0, end } = JSON.parse(new TextDecoder().decode(data));
  const [length, breaks] = ticket.split(' ');
  if (length === '-1') throw new Failure('NOT_FOUND', 'the bytes are gone');
  const excess = { early: -1, late: 1 }[breaks as string] ?? 0;
  const last = (end ?? Math.abs(Number(length)) - 1) + excess;
  for (let at = start; at <= last; at += 65_536) {
    const size = Math.min(65_536, last - at + 1);
    yield Uint8Array.from({ length: size }, (_, index) => (at + index) % 256);
    if (breaks === 'fail') throw new Failure('INTERNAL', 'the disk is broken');
  }
}

/** Tells nothing until it is closed. */
function silence(onClose: () => void): AsyncIterableIterator<never> {
  const end = Promise.withResolvers<IteratorResult<never>>();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => end.promise,
    async return() {
      onClose();
      end.resolve({ done: true, value: undefined });
      return end.promise;
    },
  };
}
