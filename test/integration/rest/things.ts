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
    blob(length: Int!): Blob!
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
  const closed = Promise.withResolvers<void>();

  async function measure(viewer: Viewer, { stream, name, mimeType }: Upload) {
    const identity = await identities.sign(viewer);
    const hash = createHash('sha256');
    let length = 0;
    for await (const chunk of openStream(own, stream, new Uint8Array(), { identity })) {
      hash.update(chunk);
      length += chunk.length;
    }
    return { name, mimeType, length, sha256: hash.digest('hex') };
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
      caller: (_: unknown, _args: unknown, { id }: Viewer) => id,
      blob: (_: unknown, { length }: { length: number }) => ({
        length,
        content: { stream: 'bytes.things', ticket: String(length) },
      }),
    },
    Thing: {
      secret: () => {
        throw new Failure('FORBIDDEN', 'nobody may see it', { reason: 'too_secret' });
      },
    },
    Mutation: {
      countTo: (_: unknown, { last }: { last: number }) => String(last),
      measure: (_: unknown, { file }: { file: Upload }, viewer: Viewer) => measure(viewer, file),
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
      open: ({ data }) => readBlob(data),
    }),
  );
  const kept = stack.move();
  return { bus, opened, closed: closed.promise, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** The bytes 0, 1, … 255, 0, …; a length of -1 stands for bytes that are gone. */
async function* readBlob(data: Uint8Array) {
  const { ticket, start = 0, end } = JSON.parse(new TextDecoder().decode(data));
  if (ticket === '-1') throw new Failure('NOT_FOUND', 'the bytes are gone');
  const last = end ?? Number(ticket) - 1;
  for (let at = start; at <= last; at += 65_536) {
    const length = Math.min(65_536, last - at + 1);
    yield Uint8Array.from({ length }, (_, index) => (at + index) % 256);
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
