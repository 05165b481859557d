import { z } from 'zod';

const digits = '([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})';
const forms = [
  new RegExp(`^${digits.replaceAll('-?', '-')}$`, 'i'),
  new RegExp(`^${digits.replaceAll('-?', '')}$`, 'i'),
  new RegExp(`^urn:uuid:${digits.replaceAll('-?', '-')}$`, 'i'),
  new RegExp(`^\\{${digits.replaceAll('-?', '-')}\\}$`, 'i'),
];

/** The usual form of a UUID in any of its forms: with dashes or none, as a URN or in braces. */
export function readUuid(text: string): string | undefined {
  for (const form of forms) {
    const parts = form.exec(text)?.slice(1);
    if (parts) return parts.join('-').toLowerCase();
  }
  return undefined;
}

const missing = 'is missing';

/** A member of the input that is a UUID; an empty one is as good as none. */
export const uuid = z
  .string(missing)
  .min(1, missing)
  .transform((text, context) => {
    const read = readUuid(text);
    if (read !== undefined) return read;
    context.addIssue('must be a UUID, such as 497f6eca-6276-4993-bfeb-53cbbbba6f08');
    return z.NEVER;
  });
