import type { Entrance } from '../../../entrance.ts';
import { createPerson, type Person, password } from '../../../person.ts';
import { administerJson } from '../../admin/terminal.ts';

export const files = '/api/v2/chats/files';
export const unknown = '00000000-0000-4000-8000-000000000000';
export const organizationOf = ({ organizationId }: Person) => `?organization=${organizationId}`;

/** What every refusal looks like besides its status and its text. */
const refused = ['application/json; charset=utf-8', 'no-store'];

const magics = {
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  jpeg: [0xff, 0xd8, 0xff],
  gif: [...Buffer.from('GIF89a')],
  webp: [...Buffer.from('RIFF....WEBP')],
} as const;

/** Something that begins like an image, and is as long as it has to be. */
export function imageOf(kind: keyof typeof magics, size = 100): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size).fill(7);
  bytes.set(magics[kind]);
  return bytes;
}

export interface Upload {
  body?: Uint8Array<ArrayBuffer> | string;
  type?: string;
  disposition?: string;
  query?: string;
  path?: string;
  headers?: Record<string, string>;
}

export function upload(person: Person, options: Upload = {}): Promise<Response> {
  const { body = imageOf('png'), type = 'image/png', disposition, headers } = options;
  const { query = organizationOf(person), path = files } = options;
  return person.fetch(`${path}${query}`, {
    method: 'POST',
    body,
    headers: {
      ...(type && { 'content-type': type }),
      ...(disposition && { 'content-disposition': disposition }),
      ...headers,
    },
  });
}

/** The id of an upload that must be taken. */
export async function uploaded(person: Person, options: Upload = {}): Promise<string> {
  const response = await upload(person, options);
  const body = await response.text();
  if (response.status !== 201) throw new Error(`${response.status} ${body}`);
  return (JSON.parse(body) as { id: string }).id;
}

/** Status and body of a refusal, which never may be kept. */
export async function told(asking: Promise<Response>): Promise<[number, unknown]> {
  const response = await asking;
  const headers = ['content-type', 'cache-control'].map((name) => response.headers.get(name));
  const text = await response.text();
  if (String(headers) !== String(refused)) throw new Error(`${headers} ${text}`);
  return [response.status, JSON.parse(text)];
}

/** The same account with the token that it gets next. */
export async function signInAgain({ url, email, ...person }: Person): Promise<Person> {
  const answer = await createPerson(url, '').graphql<{ signIn: { accessToken: string } }>(
    'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }',
    { input: { email, password } },
  );
  return createPerson(url, answer.data?.signIn.accessToken ?? '', { ...person, email });
}

export async function makeSiteAdmin({ env }: Entrance, person: Person): Promise<Person> {
  await administerJson(['grant-site-admin', '--email', person.email], { env });
  return signInAgain(person);
}
