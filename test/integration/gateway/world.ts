import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig } from '@tributary/gateway/config';
import { type Gateway, openGateway } from '@tributary/gateway/gateway';
import { type Bus, connectBus } from '@tributary/runtime/bus';
import { createIdentities, type Viewer } from '@tributary/runtime/identity';
import { type Log, silentLog } from '@tributary/runtime/log';
import { publishDocument } from '@tributary/runtime/registry';
import { openStream } from '@tributary/runtime/streams';
import { serveSubgraph } from '@tributary/runtime/subgraph';
import type { DocumentNode } from 'graphql';
import { type NatsServer, startNats } from '../../nats.ts';
import { type Directory, directorySdl, openDirectory } from './directory.ts';

export const secret = 'a secret that all processes of the test share';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@authenticated", "@requiresScopes", "@inaccessible"])`;

export const people = `${link}
type Query {
  person(id: ID!): Person
  me: Viewer! @authenticated
  whoever: Viewer!
  secrets: String! @requiresScopes(scopes: [["secrets:read"]])
  slow(ms: Int!): Int!
  broken: Int!
}
type Viewer {
  id: ID! kind: String! appId: ID organizationId: ID signInId: ID ip: String userAgent: String
}
type Person @key(fields: "id") { id: ID! name: String! }
type Subscription { ticks(to: Int!): Tick! mine: Tick! @authenticated }
type Tick { number: Int! person: Person! }
`;

export const notes = `${link}
scalar Upload
type Query { notes: [String!]! }
type Mutation { addNote(text: String!): String! keep(input: KeepInput!): Kept! }
input KeepInput { file: Upload! other: Upload }
type Kept { name: String! mimeType: String! size: Int! sha256: String! other: Kept }
type Person @key(fields: "id") { id: ID! notes: [String!]! }
`;

interface Context {
  viewer: Viewer;
}

/** Seen by the tests: what the services did, and how often. */
export interface Seen {
  notes: string[];
  ticksOpen: number;
}

interface File {
  stream: string;
  name: string;
  mimeType: string;
}

export interface World extends AsyncDisposable {
  readonly bus: Bus;
  readonly nats: NatsServer;
  readonly seen: Seen;
  /** Where a gateway listens. */
  readonly url: string;
  readonly gateway: Gateway;
  openGateway(options?: GatewayInit): Promise<Gateway>;
  publish(name: string, sdl: string): Promise<void>;
  /** As somebody does by hand: the bare text. */
  publishText(name: string, text: string): Promise<void>;
  readonly auth: Directory;
  /** As a crash of the auth service, and its return. */
  stopAuth(): Promise<void>;
  startAuth(): Promise<void>;
  readonly accessToken: Directory['accessToken'];
}

export interface GatewayInit {
  documents?: DocumentNode[];
  log?: Log;
  env?: Record<string, string>;
}

/** A gateway in front of three small services, all of them real but for what they serve. */
export async function startWorld(): Promise<World> {
  const opened = new AsyncDisposableStack();
  const nats = opened.use(await startNats());
  const identities = createIdentities(secret);
  const options = { servers: [nats.url], identities, log: silentLog };
  const bus = opened.use(await connectBus({ ...options, name: 'services' }));
  const seen: Seen = { notes: [], ticksOpen: 0 };
  const serve = async (name: string, sdl: string, resolvers: object) => {
    const context = (viewer: Viewer): Context => ({ viewer });
    return opened.use(await serveSubgraph({ name, sdl, bus, log: silentLog, resolvers, context }));
  };
  await serve('people', people, createPeople(seen));
  await serve('notes', notes, createNotes(seen, bus));
  const auth = await openDirectory(bus, secret);
  const serveAuth = () => serve('auth', directorySdl, auth.resolvers);
  let authSubgraph = await serveAuth();

  async function open({ documents = [], log = silentLog, env = {} }: GatewayInit = {}) {
    const own = opened.use(await connectBus({ ...options, name: 'gateway' }));
    const config = readConfig({ PORT: '0', IDENTITY_SECRET: secret, ...env });
    const registerFacade = async () => {};
    const gateway = await openGateway({ bus: own, config, log, documents, registerFacade });
    return opened.use(gateway);
  }

  const gateway = await open();
  await gateway.ready;
  return {
    bus,
    nats,
    seen,
    url: gateway.address,
    gateway,
    openGateway: open,
    publish: (name, sdl) =>
      publishDocument(bus, 'subgraphs', name, { name, url: `nats:graphql.${name}`, sdl }),
    publishText: async (name, text) => {
      const kv = await bus.connection.jetstream().views.kv('subgraphs');
      await kv.put(name, text);
    },
    auth,
    stopAuth: async () => authSubgraph[Symbol.asyncDispose](),
    startAuth: async () => {
      authSubgraph = await serveAuth();
    },
    accessToken: auth.accessToken,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function createPeople(seen: Seen) {
  async function* ticks(to: number) {
    seen.ticksOpen++;
    try {
      for (let number = 1; number <= to; number++) {
        yield { number, person: { id: String(number) } };
        await pause(5);
      }
    } finally {
      seen.ticksOpen--;
    }
  }
  const itself = (event: unknown) => event;
  return {
    Query: {
      person: (_: unknown, { id }: { id: string }) => ({ id }),
      me: (_: unknown, __: unknown, { viewer }: Context) => viewer,
      whoever: (_: unknown, __: unknown, { viewer }: Context) => viewer,
      secrets: () => 'the secrets',
      slow: async (_: unknown, { ms }: { ms: number }) => {
        await pause(ms);
        return ms;
      },
      broken: () => {
        throw new Error('the password is 1234');
      },
    },
    Person: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      name: ({ id }: { id: string }) => `Person ${id}`,
    },
    Subscription: {
      ticks: { subscribe: (_: unknown, { to }: { to: number }) => ticks(to), resolve: itself },
      mine: { subscribe: () => ticks(3), resolve: itself },
    },
  };
}

function createNotes(seen: Seen, bus: Bus) {
  async function keep({ stream, name, mimeType }: File) {
    const hash = createHash('sha256');
    let size = 0;
    const identity = await bus.identities.sign({ id: 'notes', kind: 'service', scopes: [] });
    for await (const chunk of openStream(bus, stream, new Uint8Array(), { identity })) {
      hash.update(chunk);
      size += chunk.length;
    }
    return { name, mimeType, size, sha256: hash.digest('hex') };
  }
  return {
    Query: { notes: () => seen.notes },
    Mutation: {
      addNote: (_: unknown, { text }: { text: string }) => {
        seen.notes.push(text);
        return text;
      },
      keep: async (_: unknown, { input }: { input: { file: File; other?: File } }) => {
        const kept = await keep(input.file);
        return { ...kept, other: input.other ? await keep(input.other) : null };
      },
    },
    Person: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      notes: ({ id }: { id: string }) => [`note of ${id}`],
    },
  };
}
