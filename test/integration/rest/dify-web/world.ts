import { randomBytes, randomInt } from 'node:crypto';
import { expect } from 'vitest';
import type { Entrance } from '../../../entrance.ts';
import { newestMail } from '../../../outbox.ts';
import { createPerson, type Person, password } from '../../../person.ts';
import { act } from '../../../sessions.ts';

/** What is asked of an address that no other test calls from, and what was answered. */
export interface Page {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

export const encoded = (text: string): string => Buffer.from(text).toString('base64');

/** A page of a web app in somebody's browser. */
export function openPage({ url }: Pick<Entrance, 'url'>): Page {
  const ip = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;

  async function call(path: string, init: RequestInit, headers: Record<string, string>) {
    const response = await fetch(`${url}/api${path}`, {
      ...init,
      headers: { 'x-forwarded-for': ip, ...headers },
    });
    const text = await response.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, body, headers: response.headers };
  }

  return {
    get: (path, headers = {}) => call(path, {}, headers),
    post: (path, body, headers = {}) =>
      call(
        path,
        { method: 'POST', ...(body !== undefined && { body: JSON.stringify(body) }) },
        { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ),
  };
}

/** Status and body of an answer, to be compared with those of others. */
export async function told(answer: Promise<Answer>): Promise<[number, unknown]> {
  const { status, body } = await answer;
  return [status, body];
}

/** How the documented API refuses. */
export const refused = (status: number, code: string, params?: string) => [
  status,
  { code, message: expect.any(String), status, ...(params !== undefined && { params }) },
];

export const success = (data: unknown) => [200, { result: 'success', data }];

/** A token that was handed out, whatever it is. */
export async function tokenOf(answer: Promise<Answer>): Promise<string> {
  const { status, body } = await answer;
  expect(status).toBe(200);
  const { data, token, access_token } = body as Record<string, unknown>;
  const found = typeof data === 'object' ? (data as Record<string, unknown>).access_token : data;
  return String(token ?? access_token ?? found);
}

/** A login token of somebody. */
export const login = (page: Page, email: string, secret = password): Promise<string> =>
  tokenOf(page.post('/login', { email, password: encoded(secret) }));

/** A new account in somebody's organization, which is its home. */
export async function invite(entrance: Entrance, owner: Person, role = 'MEMBER'): Promise<Person> {
  const email = `guest-${randomBytes(5).toString('hex')}@example.com`;
  await act(owner, 'inviteMember', { email, role });
  const { token } = await newestMail(entrance.dataDir, email);
  const input = { token, name: 'Guest', password };
  const fields = '{ accessToken account { id organizationId } }';
  const { accessToken, account } = await act<{
    accessToken: string;
    account: { id: string; organizationId: string };
  }>(entrance.anonymous, 'acceptInvitation', input, { fields });
  const { id: accountId, organizationId } = account;
  return createPerson(entrance.url, accessToken, { email, accountId, organizationId });
}

export interface WebApp {
  readonly id: string;
  readonly code: string;
}

export async function createWebApp(owner: Person, accessMode = 'PUBLIC'): Promise<WebApp> {
  const input = { name: 'Tea', mode: 'CHAT', accessMode };
  const fields = '{ app { id code } }';
  return (await act<{ app: WebApp }>(owner, 'createApp', input, { fields })).app;
}

/** Changes somebody's address, so that nobody has the old one any more. */
export async function moveAway(entrance: Entrance, person: Person): Promise<void> {
  const email = `moved-${person.email}`;
  const { token } = await act<{ token: string }>(
    person,
    'requestEmailChange',
    { email, password },
    { fields: '{ token }' },
  );
  const { code } = await newestMail(entrance.dataDir, email);
  await act(person, 'confirmEmailChange', { token, code });
}
