import { createSessionSocket } from '@tributary/gateway/rest/chatdev/session-socket';
import type { Connection, Frame } from '@tributary/gateway/rest/socket-endpoint';
import { Failure } from '@tributary/runtime/failure';
import { type DocumentNode, getOperationAST } from 'graphql';
import { expect, test } from 'vitest';

const outage = new Failure('UNAVAILABLE', 'workflow does not answer');
const gone = new Failure('NOT_FOUND', 'the session is not connected');
const nameOf = (document: DocumentNode) => getOperationAST(document)?.name?.value ?? '';

interface Script {
  /** What each further call of a mutation fails with; undefined is a success. */
  fails?: Record<string, (Failure | undefined)[]>;
  /** What the subscription tells, each time that it is opened, before it breaks. */
  tells?: string[][];
}

/** A connection over a graph that does as it is told, and a note of all that was asked of it. */
function connect({ fails = {}, tells = [] }: Script) {
  const asked: string[] = [];
  const sent: { type: string; data: unknown }[] = [];
  const left = new AbortController();
  async function* frames(): AsyncGenerator<Frame> {
    await new Promise((resolve) => left.signal.addEventListener('abort', resolve));
  }
  async function run(document: DocumentNode) {
    const name = nameOf(document);
    asked.push(name);
    const failure = fails[name]?.shift();
    if (failure) throw failure;
    return { openSession: { session: { id: 's' }, key: 'k' } };
  }
  async function* follow(_: unknown, { after }: { after?: string }, signal: AbortSignal) {
    asked.push(`follow ${after ?? 'all'}`);
    for (const cursor of tells.shift() ?? []) yield { sessionArtifacts: { cursor, events: [] } };
    if (tells.length > 0) throw outage;
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }
  const connection = {
    ...{ frames: frames(), signal: left.signal, run, follow },
    send: async (text: string) => void sent.push(JSON.parse(text)),
  } as unknown as Connection;
  return { connection, asked, sent, leave: () => left.abort() };
}

const serve = ({ connection }: { connection: Connection }) =>
  createSessionSocket({ isPrivate: false, renewalMs: 20 }).serve(connection);

test('a session is kept through an outage, and the connection ends when it is lost', async () => {
  const told = connect({ fails: { RenewSession: [undefined, outage, outage, undefined, gone] } });

  await expect(serve(told)).rejects.toBe(gone);

  expect(told.sent).toEqual([
    { type: 'connection', data: { session_id: 's', status: 'connected' } },
  ]);
  const renewals = Array.from({ length: 5 }, () => 'RenewSession');
  expect(told.asked).toEqual(['OpenSession', 'follow all', ...renewals, 'CloseSession']);
});

test('after an outage, what a session tells goes on where it was', async () => {
  const told = connect({ tells: [['3', '7'], [], ['8']] });

  const served = serve(told);
  await expect.poll(() => told.sent.length).toBe(4);
  told.leave();
  await served;

  const follows = told.asked.filter((name) => name.startsWith('follow'));
  expect(follows).toEqual(['follow all', 'follow 7', 'follow 7']);
});

test('a session is closed when its peer leaves, in an outage after that', async () => {
  const told = connect({ fails: { CloseSession: [outage, outage] } });

  const served = serve(told);
  told.leave();
  await served;

  expect(told.asked.filter((name) => name === 'CloseSession')).toHaveLength(3);
});

test('without a session there is nothing to close', async () => {
  const told = connect({ fails: { OpenSession: [outage] } });

  await expect(serve(told)).rejects.toBe(outage);

  expect([told.asked, told.sent]).toEqual([['OpenSession'], []]);
});
