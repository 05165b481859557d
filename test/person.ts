import { randomBytes } from 'node:crypto';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';

export interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; path?: unknown[]; extensions?: Record<string, unknown> }[];
}

/** Somebody with an account, or an app's key, as a client of the product from outside. */
export interface Person {
  readonly url: string;
  readonly credential: string;
  /** Empty when the credential is an app's key. */
  readonly email: string;
  readonly organizationId: string;
  readonly accountId: string;
  graphql<Data = Record<string, unknown>>(
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<Answer<Data>>;
  /** Over graphql-ws; the iterator's end closes the subscription and the socket. */
  subscribe<Data = Record<string, unknown>>(
    query: string,
    variables?: Record<string, unknown>,
  ): AsyncGenerator<Answer<Data>>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export function createPerson(
  url: string,
  credential: string,
  { email = '', organizationId = '', accountId = '' } = {},
): Person {
  const authorization = `Bearer ${credential}`;

  async function ask<Data>(query: string, variables?: Record<string, unknown>) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(credential && { authorization }) },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer<Data>;
  }

  async function* subscribe<Data>(query: string, variables?: Record<string, unknown>) {
    const client: Client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      ...(credential && { connectionParams: { authorization } }),
    });
    try {
      for await (const result of client.iterate({ query, variables: variables ?? {} })) {
        yield result as Answer<Data>;
      }
    } finally {
      await client.dispose();
    }
  }

  return {
    ...{ url, credential, email, organizationId, accountId },
    graphql: ask,
    subscribe,
    fetch: (path, init = {}) =>
      fetch(`${url}${path}`, {
        ...init,
        headers: { ...(credential && { authorization }), ...init.headers },
      }),
  };
}

/** Of everybody whom `signUp` makes. */
export const password = 'correct horse 1';

const signedUp = z.object({
  data: z.object({
    signUp: z.object({
      accessToken: z.string(),
      account: z.object({ id: z.string(), organizationId: z.string() }),
    }),
  }),
});

/** A new account in an organization of its own. */
export async function signUp(url: string, name: string): Promise<Person> {
  const email = `${name}-${randomBytes(5).toString('hex')}@example.com`;
  const answer = await createPerson(url, '').graphql(
    `mutation ($input: SignUpInput!) {
      signUp(input: $input) { accessToken account { id organizationId } }
    }`,
    { input: { email, password, name } },
  );
  const { accessToken, account } = signedUp.parse(answer).data.signUp;
  const { id: accountId, organizationId } = account;
  return createPerson(url, accessToken, { email, organizationId, accountId });
}

const createdApp = z.object({
  data: z.object({ createApp: z.object({ app: z.object({ id: z.string() }) }) }),
});
const createdKey = z.object({
  data: z.object({ createApiKey: z.object({ key: z.string() }) }),
});

/** A new app of the person's organization, and a program that calls it with a key. */
export async function createApp(person: Person, { mode = 'CHAT', config = {} } = {}) {
  const app = createdApp.parse(
    await person.graphql(
      'mutation ($input: CreateAppInput!) { createApp(input: $input) { app { id } } }',
      { input: { name: 'An app', mode } },
    ),
  ).data.createApp.app;
  await person.graphql(
    'mutation ($input: UpdateAppConfigInput!) { updateAppConfig(input: $input) { app { id } } }',
    { input: { appId: app.id, config } },
  );
  const { key } = createdKey.parse(
    await person.graphql(
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { key } }',
      { input: { appId: app.id } },
    ),
  ).data.createApiKey;
  return { id: app.id, key, program: createPerson(person.url, key) };
}
