import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Collections, openCollections } from '@tributary/auth/collections';
import { readConfig } from '@tributary/auth/config';
import { startMailDelivery } from '@tributary/auth/mail-delivery';
import { createMails, type Mail, type Mails } from '@tributary/auth/mails';
import { openOutboxes } from '@tributary/auth/outboxes';
import { connectBus } from '@tributary/runtime/bus';
import { openEventLog } from '@tributary/runtime/event-log';
import { createIdentities } from '@tributary/runtime/identity';
import { createLog, type Log } from '@tributary/runtime/log';
import type { Outbox } from '@tributary/runtime/outbox';
import { openStore } from '@tributary/runtime/store';
import { openWorkQueue } from '@tributary/runtime/work-queue';
import { expect } from 'vitest';
import { startMongo } from '../../mongo.ts';
import { type NatsServer, startNats } from '../../nats.ts';

export interface Post extends AsyncDisposable {
  readonly mails: Mails;
  readonly collections: Collections;
  readonly outbox: Pick<Outbox, 'relay'>;
  readonly nats: NatsServer;
  readonly dataDir: string;
  readonly log: Log;
  /** What the delivery logged. */
  readonly lines: readonly string[];
  /** The environment of a process over the same NATS and the same store. */
  readonly env: Record<string, string>;
  /** Sends mails until disposed, as an auth process with these variables does. */
  deliver(variables?: Record<string, string>): Promise<AsyncDisposable>;
}

/** The mails of the auth service over a real store and NATS, without the rest of it. */
export async function openPost(): Promise<Post> {
  const stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'post-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const [nats, mongo] = await Promise.all([startNats(), startMongo()]);
  stack.use(nats);
  stack.use(mongo);
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const log = createLog({ service: 'auth', level: 'info', destination });
  const env = {
    NATS_URL: nats.url,
    MONGODB_URL: mongo.url,
    IDENTITY_SECRET: 'a secret that only this test has, of course',
    DATA_DIR: dataDir,
  };
  const identities = createIdentities(env.IDENTITY_SECRET);
  const bus = stack.use(await connectBus({ servers: [nats.url], name: 'test', identities, log }));
  const store = stack.use(await openStore({ url: mongo.url, database: 'tributary_auth', log }));
  const collections = await openCollections(store);
  const events = await openEventLog(bus);
  const work = await openWorkQueue(bus, log);
  const outboxes = stack.use(openOutboxes({ collections, events, work, bus, log }));
  const changes = { relay: (_: string, id: string) => outboxes.mails.relay(id) };
  return {
    ...{ mails: createMails({ collection: collections.mails, changes }), collections },
    ...{ outbox: outboxes.mails, nats, dataDir, log, lines, env },
    async deliver(variables = {}) {
      const config = readConfig({ ...env, ...variables });
      const collection = collections.mails;
      const options = { collection, outbox: outboxes.mails, work, config, log };
      return stack.use(await startMailDelivery(options));
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** The messages of log lines. */
export const messagesIn = (lines: readonly string[]): unknown[] =>
  lines.map((line): Record<string, unknown> => JSON.parse(line)).map(({ msg }) => msg);

/** Nothing is left of any mail, neither of its secrets nor of its job. */
export const expectDone = ({ collections }: Post) =>
  expect.poll(() => collections.mails.find().lean(), { timeout: 10_000 }).toEqual([]);

export const inMinutes = (minutes: number): Date => new Date(Date.now() + minutes * 60_000);

export const loginCode = (to: string, given: Partial<Mail<'login-code'>> = {}) => ({
  ...{ to, template: 'login-code' as const, language: 'EN_US' as const },
  ...{ values: { code: '123456' }, expiresAt: inMinutes(5) },
  ...given,
});
