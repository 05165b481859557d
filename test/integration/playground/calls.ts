import type { Person } from '../../person.ts';

export const slow = 'Tell me about rivers. Tell me about lakes. Then compare rivers with lakes.';
export const start = '/api/chat/playground/start';

const json = { 'content-type': 'application/json' };

/** A text is sent as it stands, anything else as JSON, and nothing without a type. */
export const post = (
  person: Person,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) =>
  person.fetch(path, {
    method: 'POST',
    ...(body !== undefined && {
      headers: { ...json, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  });

export async function told(response: Promise<Response>) {
  const { status } = await response;
  return [status, await (await response).json()];
}

export async function read<Body>(person: Person, path: string): Promise<Body> {
  const response = await person.fetch(path);
  return (await response.json()) as Body;
}

export async function startRun(person: Person, input: string, query = ''): Promise<{ id: string }> {
  const response = await post(person, `${start}${query}`, { input });
  return (await response.json()) as { id: string };
}

interface Item {
  id: string;
  _createdAt: number;
  timestamp: number;
}

export interface ChatData {
  messages: (Item & { role: string; content: string })[];
  logs: Item[];
  stats: Item[];
  documents: Item[];
}

export const itemsOf = ({ messages, logs, stats, documents }: ChatData) =>
  [...messages, ...logs, ...stats, ...documents].sort((a, b) => a._createdAt - b._createdAt);

/** Polls the chat data as clients do, until the run is not running. */
export async function poll(person: Person, id: string) {
  const items: Item[] = [];
  const progress: number[] = [];
  for (let status = 'running'; status === 'running'; ) {
    const path = `/api/workflows/${id}/status`;
    const state = await read<{ status: string; progress: number }>(person, path);
    const cursor = items.at(-1)?._createdAt;
    const after = cursor === undefined ? '' : `?afterTimestamp=${cursor}`;
    const data = await read<ChatData>(person, `/api/chat/playground/${id}/chatData${after}`);
    items.push(...itemsOf(data));
    status = state.status;
    progress.push(state.progress);
  }
  return { items, progress };
}
