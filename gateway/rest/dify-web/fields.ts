import { z } from 'zod';

/** A text that has to be there; what may be in it is a rule of the service that takes it. */
export const text = z.string({
  error: ({ input }) => (input === undefined ? 'is required' : 'must be a string'),
});

/** A text of a query that may be left out, or empty. */
export const optionalText = text.optional().transform((value) => value || undefined);

/** The language of a mail. */
export const language = z
  .unknown()
  .optional()
  .transform((value) => (value === 'zh-Hans' ? ('ZH_HANS' as const) : ('EN_US' as const)));

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text behind base64, which hides it from whoever glances at a request; undefined if it is none. */
export function decodeText(value: string): string | undefined {
  if (!base64.test(value)) return undefined;
  try {
    return utf8.decode(Buffer.from(value, 'base64'));
  } catch {
    return undefined;
  }
}
