import { createApp, type Person } from '../../../person.ts';

export interface Frame extends Record<string, unknown> {
  event: string;
  answer: string;
  task_id: string;
  conversation_id: string;
  message_id: string;
}

/** A program that calls an app by its key, as a person of its own naming. */
export interface Program {
  readonly appId: string;
  readonly key: string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  get(path: string): Promise<Response>;
  post(path: string, body: unknown): Promise<Response>;
  /** The fields of an answer that came as a whole. */
  ask(body: Record<string, unknown>): Promise<Record<string, unknown> & Frame>;
  upload(file: File, user?: string): Promise<Response>;
}

export async function createProgram(owner: Person, options = {}): Promise<Program> {
  const { id: appId, key, program } = await createApp(owner, options);
  const post = (path: string, body: unknown) =>
    program.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    ...{ appId, key, post },
    fetch: (path, init) => program.fetch(path, init),
    get: (path) => program.fetch(path),
    async ask(body) {
      const blocking = { user: 'ada', query: 'Hello?', response_mode: 'blocking', ...body };
      const response = await post('/v1/chat-messages', blocking);
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return (await response.json()) as Record<string, unknown> & Frame;
    },
    upload(file, user) {
      const form = new FormData();
      form.set('file', file);
      if (user !== undefined) form.set('user', user);
      return program.fetch('/v1/files/upload', { method: 'POST', body: form });
    },
  };
}

/** The status and the documented code of an answer. */
export async function told(response: Response | Promise<Response>): Promise<[number, string]> {
  const { status, code } = await (await response).json().then((body) => body as ErrorBody);
  return [status, code];
}

interface ErrorBody {
  status: number;
  code: string;
}

export async function readJson<Body>(response: Response | Promise<Response>): Promise<Body> {
  return (await (await response).json()) as Body;
}
