import { isId } from '@tributary/runtime/ids';
import { z } from 'zod';

const idMessage = 'must be a UUID';

/** Also without dashes or in upper case; what goes on is the canonical form. */
export const toCanonicalId = (value: string): string => {
  const digits = /^[0-9a-f]{32}$/i.test(value) ? value : undefined;
  const dashed = digits?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') ?? value;
  return dashed.toLowerCase();
};

/** The id of something. */
export const id = z.string(idMessage).transform(toCanonicalId).refine(isId, idMessage);

/** An id that has to be there, but may be blank, which means none. */
export const blankableId = z
  .string(idMessage)
  .transform((value) => toCanonicalId(value.trim()))
  .refine((value) => value === '' || isId(value), idMessage)
  .transform((value) => value || undefined);

/** An id that may be left out, which null and a blank text do too. */
export const optionalId = blankableId.nullish().transform((value) => value ?? undefined);

const yes = ['true', '1', 'yes', 'on'];
const no = ['false', '0', 'no', 'off'];

/** A boolean in any of the notations that the documented server takes. */
export const flag = (standard: boolean) =>
  z
    .union([z.boolean(), z.string(), z.number()], 'must be true or false')
    .nullish()
    .transform((value) => {
      const text = String(value ?? standard).toLowerCase();
      if (yes.includes(text)) return true;
      return no.includes(text) ? false : undefined;
    })
    .refine((value) => value !== undefined, 'must be true or false');

/** The length of a page, out of a query. */
export const limit = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number)
  .refine((value) => value >= 1 && value <= 100, 'must be from 1 to 100')
  .default(20);

/** An instant as the API gives it: whole seconds. */
export const toSeconds = (instant: string): number => Math.floor(Date.parse(instant) / 1000);
