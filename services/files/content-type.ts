import { fileTypeFromBuffer } from 'file-type';

/** What no content needs to prove: such types differ in their text alone. */
export const unknownType = 'application/octet-stream';

/** The type that the first bytes show; the declared one where they show none. */
export async function detectMimeType(head: Uint8Array, declared: string): Promise<string> {
  // A file that breaks its own format has no type that can be found.
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  return found?.mime ?? (declared || unknownType);
}

export const imageTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;

export type ImageType = (typeof imageTypes)[number];

/** So many bytes decide of what type an image is. */
export const sniffedLength = 512;

/** The image that the first bytes begin, by the marks that browsers know them by. */
export function sniffImage(head: Uint8Array): ImageType | undefined {
  const text = Buffer.from(head.subarray(0, 12)).toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif';
  return text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP' ? 'image/webp' : undefined;
}
