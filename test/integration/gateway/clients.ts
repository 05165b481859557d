import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** What a client sends with a request or a handshake. */
export interface Sent {
  headers?: Record<string, string>;
  /** Behind the path, with its question mark. */
  search?: string;
  /** Of a socket. */
  params?: Record<string, unknown>;
}

export interface Result {
  data?: Record<string, unknown> | null;
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
}

/** The kind of the caller by `{ whoever { kind } }`, or why there is none. */
export function kindOf({ data, errors }: Result): unknown {
  const caller = data?.whoever as { kind: string } | undefined;
  return errors?.[0]?.extensions?.code ?? caller?.kind;
}

export async function askByHttp(url: string, query: string, sent: Sent = {}): Promise<Result> {
  const { headers, search = '' } = sent;
  const response = await fetch(`${url}/graphql${search}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Result;
}

/** Each result of a stream of server-sent events, with the name of its event. */
export async function* askBySse(url: string, query: string, sent: Sent = {}) {
  const { headers, search = '' } = sent;
  const gone = new AbortController();
  const response = await fetch(`${url}/graphql/stream${search}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query }),
    signal: gone.signal,
  });
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const frames = text.split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) {
        const [, event = '', data = ''] = /^event: (\w+)\ndata:(.*)$/.exec(frame) ?? [];
        if (event) yield { event, result: (data ? JSON.parse(data) : null) as Result | null };
      }
    }
  } finally {
    gone.abort();
  }
}

/** Over a socket of its own, which is closed with the results. */
export async function* askBySocket(url: string, query: string, sent: Sent = {}) {
  const { headers = {}, search = '', params } = sent;
  class Socket extends WebSocket {
    constructor(address: string, protocols: string) {
      super(address, protocols, { headers });
    }
  }
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql${search}`,
    webSocketImpl: Socket,
    retryAttempts: 0,
    ...(params && { connectionParams: params }),
  });
  try {
    for await (const result of client.iterate({ query })) yield result as Result;
  } finally {
    await client.dispose();
  }
}

export async function firstOf<Value>(values: AsyncIterable<Value>): Promise<Value | undefined> {
  for await (const value of values) return value;
  return undefined;
}

/** All that comes, up to the end. */
export async function allOf<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const value of values) all.push(value);
  return all;
}
