import { extname } from 'node:path';
import { Failure } from '@tributary/runtime/failure';

const nameLengthMax = 200;

/**
 * What is not seen but turns round or hides what is: with it `exe.gpj` reads as `jpg.exe`. The marks
 * that join the parts of one sign stay.
 */
const invisible = /[\p{Bidi_Control}\u00ad\u180e\u200b\u2060-\u206f\ufeff]/gu;
const lineEnds = '\\p{Cc}\\p{Zl}\\p{Zp}';
const control = new RegExp(`[${lineEnds}]`, 'gu');
const pathLike = new RegExp(`[/\\\\${lineEnds}]`, 'u');

/** A long name keeps its beginning and its extension, of which there may be no more either. */
export function cutName(name: string): string {
  const characters = [...name];
  if (characters.length <= nameLengthMax) return name;
  const first = (text: string) => [...text].slice(0, nameLengthMax).join('');
  const [stem = ''] = name.split('.', 1);
  return `${first(stem)}${first(extname(name))}` || first(name);
}

const refuse = (message: string, reason: string) => new Failure('BAD_INPUT', message, { reason });

/** A name is shown and sent in headers, never used as a path; still it must not look like one. */
export function readName(given: string): string {
  const name = given.toWellFormed().replace(invisible, '');
  if (name === '') throw refuse('the file has no name', 'filename_not_exists_error');
  if (pathLike.test(name)) {
    const message = 'the name of the file must not contain slashes or control characters';
    throw refuse(message, 'invalid_param');
  }
  return cutName(name);
}

/**
 * The last part of a path, without what is not seen: a name that is no reason to refuse its file. It
 * may be nothing.
 */
export function toPlainName(given: string, bytesMax: number): string {
  const name = given
    .toWellFormed()
    .replace(/^.*[/\\]/s, '')
    .replace(invisible, '')
    .replace(control, '');
  const bytes = new Uint8Array(bytesMax);
  const { read } = new TextEncoder().encodeInto(name, bytes);
  return name.slice(0, read);
}
