import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';

/** What surrounds the bytes of a file in a form. */
export interface Frame {
  readonly type: string;
  readonly before: string;
  readonly after: string;
}

export const noFrame: Frame = { type: 'application/octet-stream', before: '', after: '' };

/** A form whose last part is a file. */
export function createForm(fields: Record<string, string>, part: string): Frame {
  const head = (name: string, more = '') =>
    `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n`;
  const texts = Object.entries(fields).map(([name, text]) => `${head(name)}\r\n${text}\r\n`);
  const type = 'Content-Type: application/octet-stream\r\n\r\n';
  return {
    type: 'multipart/form-data; boundary=b',
    before: `${texts.join('')}${head(part, '; filename="big.bin"')}${type}`,
    after: '\r\n--b--\r\n',
  };
}

const block = randomBytes(1_048_576);

export interface Upload {
  url: string;
  /** Whole mebibytes. */
  size: number;
  frame: Frame;
  headers?: Record<string, string>;
}

/** Sends so many bytes as fast as they are taken; gives the answer. */
export async function upload({ url, size, frame, headers = {} }: Upload): Promise<unknown> {
  const { type, before, after } = frame;
  const length = Buffer.byteLength(before) + size + Buffer.byteLength(after);
  const call = request(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': type, 'content-length': length },
  });
  const answered = once(call, 'response');
  call.write(before);
  // The content must be a new one each time, since nothing is stored twice.
  const first = randomBytes(block.length);
  for (let sent = 0; sent < size; sent += block.length) {
    if (!call.write(sent === 0 ? first : block)) await once(call, 'drain');
  }
  call.end(after);
  const [response] = (await answered) as [IncomingMessage];
  const body = await json(response);
  if (response.statusCode !== 200)
    throw new Error(`${response.statusCode} ${JSON.stringify(body)}`);
  return body;
}

/** Reads all that an address gives, and counts it. */
export async function download(url: string): Promise<number> {
  const call = request(url).end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
  });
  await once(response, 'end');
  return size;
}
