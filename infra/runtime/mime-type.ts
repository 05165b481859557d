const pattern = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}$/;

/**
 * The type that somebody declares, in lower case and without parameters: `text/plain; charset=utf-8`
 * and `Text/Plain` are one. What is no type at all is empty.
 */
export function toMimeType(declared: string | null | undefined): string {
  const type = (declared ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return pattern.test(type) ? type : '';
}
