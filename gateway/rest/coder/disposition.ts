import { create, parse } from 'content-disposition';

/** The name that an upload gives to its file, whatever the type of its disposition; empty for none. */
export function readFileName(header: string | undefined): string {
  const name = header === undefined ? undefined : parse(header).parameters.filename;
  return name === undefined ? '' : toUnicode(name);
}

/** Some clients write UTF-8 into a header as it is, which reads as one character for each byte. */
function toUnicode(name: string): string {
  if (!/^[\0-\xff]*[\x80-\xff][\0-\xff]*$/.test(name)) return name;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(name, 'latin1'));
  } catch {
    return name;
  }
}

/** Shown where it is asked for; saved, it has its name. */
export const toInline = (name: string): string =>
  create(name === '' ? undefined : name.toWellFormed(), { type: 'inline' });
