import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Fleet } from './fleet.ts';
import { newestMail } from './outbox.ts';
import { type Answer, createPerson, type Person, password } from './person.ts';

/** What somebody has who signed in. */
export interface Session {
  accessToken: string;
  refreshToken: string;
  account: { id: string; organizationId: string };
}

const sessionFields = '{ accessToken refreshToken account { id organizationId } }';
const session = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  account: z.object({ id: z.string(), organizationId: z.string() }),
});

/** Runs a mutation of one input, which may be refused. */
export function attempt(
  person: Pick<Person, 'graphql'>,
  field: string,
  input: unknown,
  { fields = '{ __typename }', type = toInputName(field) } = {},
): Promise<Answer<Record<string, unknown>>> {
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) ${fields} }`;
  return person.graphql(query, { input });
}

/** Runs a mutation of one input, which must not be refused. */
export async function act<Data = unknown>(
  ...[person, field, ...more]: Parameters<typeof attempt>
): Promise<Data> {
  const { data, errors } = await attempt(person, field, ...more);
  if (!data?.[field]) throw new Error(`${field} is refused: ${JSON.stringify(errors)}`);
  return data[field] as Data;
}

const toInputName = (field: string) => `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;

/** Signs in once more, as from another device. */
export async function signIn(url: string, email: string, secret = password): Promise<Session> {
  const input = { email, password: secret };
  return session.parse(
    await act(createPerson(url, ''), 'signIn', input, { fields: sessionFields }),
  );
}

export const attemptRefresh = (url: string, refreshToken: string) =>
  attempt(createPerson(url, ''), 'refreshSignIn', { refreshToken }, { fields: sessionFields });

export async function refresh(url: string, refreshToken: string): Promise<Session> {
  const { data, errors } = await attemptRefresh(url, refreshToken);
  if (!data) throw new Error(`the refresh token is refused: ${JSON.stringify(errors)}`);
  return session.parse(data.refreshSignIn);
}

export const codesOf = ({ errors = [] }: Answer<unknown>): unknown[] =>
  errors.map(({ extensions }) => extensions?.code);

/** What each gateway says to a credential: the code that it is refused with, or that it is good. */
export async function verdicts(fleet: Fleet, credential: string): Promise<unknown[]> {
  const ask = async (person: Person) =>
    codesOf(await person.graphql('{ __typename }'))[0] ?? 'good';
  return Promise.all(fleet.everywhere(credential).map(ask));
}

/** A new account that was invited by somebody to their organization, which is its home. */
export async function join(fleet: Fleet, inviter: Person, role = 'MEMBER'): Promise<Person> {
  const email = `guest-${randomBytes(5).toString('hex')}@example.com`;
  const [url = ''] = fleet.urls;
  await act(inviter, 'inviteMember', { email, role });
  const { token } = await newestMail(fleet.dataDir, email);
  const input = { token, name: 'Guest', password };
  const { accessToken, account } = session.parse(
    await act(createPerson(url, ''), 'acceptInvitation', input, { fields: sessionFields }),
  );
  const { id: accountId, organizationId } = account;
  return createPerson(url, accessToken, { email, accountId, organizationId });
}
