import { once } from 'node:events';
import { connectBus } from '@tributary/runtime/bus';
import { asService, createIdentities } from '@tributary/runtime/identity';
import { silentLog } from '@tributary/runtime/log';
import { offerStream } from '@tributary/runtime/streams';
import { askService } from '@tributary/runtime/subgraph';
import { WebSocket } from 'ws';
import { type Entrance, startEntrance } from '../../../entrance.ts';

/** What the socket of a session tells. */
export interface Message {
  type: string;
  data: Record<string, unknown>;
}

export interface Session extends AsyncDisposable {
  readonly id: string;
  readonly socket: WebSocket;
  /** The next message that has not been read. */
  read(): Promise<Message>;
  /** What a frame is answered with. */
  ask(frame: unknown): Promise<Message>;
  /** Resolves when the product knows of it too. */
  close(): Promise<void>;
}

/** A file of the workspace as a run leaves it; gone, without content. */
export interface Change {
  readonly path: string;
  readonly content?: string | Uint8Array;
}

export interface World extends AsyncDisposable {
  readonly entrance: Entrance;
  readonly url: string;
  openSession(options?: { url?: string; headers?: Record<string, string> }): Promise<Session>;
  /** What one execution of a node changes, as the workflow service registers it. */
  change(sessionId: string, changes: readonly Change[]): Promise<void>;
}

export async function startWorld(variables: Record<string, string> = {}): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const entrance = stack.use(await startEntrance({ others: ['files', 'workflow'], variables }));
  const { NATS_URL: server, IDENTITY_SECRET: secret } = entrance.env;
  const identities = createIdentities(secret);
  const own = { servers: [server], name: 'test', identities, log: silentLog };
  const bus = stack.use(await connectBus(own));
  const viewer = asService('workflow');

  async function ask(query: string, variables: Record<string, unknown>) {
    const data = await askService(bus, 'files', { query, variables }, { viewer });
    return data as Record<string, Record<string, unknown>>;
  }

  async function stage(sessionId: string, path: string, content: string | Uint8Array) {
    await using offer = offerStream(bus, chunksOf(Buffer.from(content)));
    const file = { stream: offer.subject, name: path, mimeType: '' };
    const staged = await ask(
      'mutation ($input: StageWorkspaceFileInput!) { stageWorkspaceFile(input: $input) { stagedId } }',
      { input: { sessionId, file } },
    );
    return staged.stageWorkspaceFile?.stagedId;
  }

  const kept = stack.move();
  return {
    entrance,
    url: entrance.url,
    openSession: ({ url = entrance.url, headers = {} } = {}) => openSession(url, headers),
    async change(sessionId, changes) {
      const staged: { path: string; stagedId: unknown }[] = [];
      for (const { path, content } of changes) {
        const stagedId = content === undefined ? null : await stage(sessionId, path, content);
        staged.push({ path, stagedId });
      }
      const node = { nodeId: 'coder', hook: 'workspace_scan' };
      await ask(
        'mutation ($input: RegisterArtifactsInput!) { registerArtifacts(input: $input) { events { id } } }',
        { input: { sessionId, ...node, changes: staged } },
      );
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function* chunksOf(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

async function openSession(url: string, headers: Record<string, string>): Promise<Session> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers });
  const unread: Message[] = [];
  const readers: ((message: Message) => void)[] = [];
  socket.on('message', (data) => {
    const message: Message = JSON.parse(String(data));
    const reader = readers.shift();
    if (reader) reader(message);
    else unread.push(message);
  });
  const read = async () => unread.shift() ?? (await new Promise<Message>((r) => readers.push(r)));
  await once(socket, 'open');
  const { data } = await read();
  const id = String(data.session_id);

  async function close(): Promise<void> {
    if (socket.readyState !== socket.CLOSED) {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    }
    while (await isConnected(url, id)) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  return {
    ...{ id, socket, read, close },
    ask(frame) {
      socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
      return read();
    },
    async [Symbol.asyncDispose]() {
      socket.terminate();
    },
  };
}

async function isConnected(url: string, id: string): Promise<boolean> {
  const query = 'query ($id: ID!) { session(id: $id) { status } }';
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { id } }),
  });
  const { data } = (await response.json()) as { data: { session: { status: string } | null } };
  return data.session?.status === 'CONNECTED';
}

/** The status and the body of an answer. */
export async function told(answer: Promise<Response>): Promise<[number, unknown]> {
  const response = await answer;
  const text = await response.text();
  return [response.status, text && JSON.parse(text)];
}

export function upload(url: string, sessionId: string, file: File, init: RequestInit = {}) {
  const body = new FormData();
  body.append('file', file, file.name);
  return fetch(`${url}/api/uploads/${sessionId}`, { method: 'POST', body, ...init });
}
