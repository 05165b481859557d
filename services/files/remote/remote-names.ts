import { newId } from '@tributary/runtime/ids';
import { toMimeType } from '@tributary/runtime/mime-type';
import { parse } from 'content-disposition';
import { fileTypeFromBuffer } from 'file-type';
import mime from 'mime';
import { unknownType } from '../content-type.ts';
import { toPlainName } from '../file-names.ts';
import { extensionOf } from '../file-types.ts';
import type { RemoteHead } from './remote-fetches.ts';

/** What a remote file is called here. */
export interface RemoteName {
  readonly name: string;
  readonly mimeType: string;
}

const lengthMax = 255;

/** Of dots alone it is none. */
const toName = (text: string): string => toPlainName(text, lengthMax).replace(/^[.\s]*$/, '');

/** What a path ends with; empty if that is a slash. */
export function nameOfUrl({ pathname }: URL): string {
  const last = pathname.split('/').at(-1) ?? '';
  try {
    // A name is never a path, also not one that was encoded.
    return toName(decodeURIComponent(last).replace(/[/\\]/g, '_'));
  } catch {
    return toName(last);
  }
}

/** Empty if the server calls it nothing. */
export function nameOfDisposition(header = ''): string {
  try {
    return toName(parse(header).parameters.filename ?? '');
  } catch {
    return '';
  }
}

/** What the bytes show of a type that nobody has named. */
async function sniff(head: Uint8Array): Promise<string> {
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (found) return found.mime;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return text === '' || text.includes('\0') ? unknownType : 'text/plain';
  } catch {
    return unknownType;
  }
}

export async function nameContent(remote: RemoteHead, head: Uint8Array): Promise<RemoteName> {
  const { url, contentDisposition, contentType } = remote;
  const name = nameOfUrl(url) || nameOfDisposition(contentDisposition) || newId();
  const extension = extensionOf(name);
  const guessed = extension && mime.getType(extension);
  const told = guessed || toMimeType(contentType) || unknownType;
  const mimeType = told === unknownType ? await sniff(head) : told;
  if (extension) return { name, mimeType };
  return { name: `${name.replace(/\.$/, '')}.${mime.getExtension(mimeType) ?? 'bin'}`, mimeType };
}

/** Of what is not fetched: there its server is asked for a name first. */
export function nameAddress({ url, contentDisposition, contentType }: RemoteHead): RemoteName {
  const name = nameOfDisposition(contentDisposition) || nameOfUrl(url) || url.hostname;
  const mimeType = toMimeType(contentType) || mime.getType(extensionOf(name)) || unknownType;
  return { name, mimeType };
}
