import { isId } from '@tributary/runtime/ids';
import { z } from 'zod';

const idMessage = 'must be a UUID in lower case';

/** The id of something, in its canonical form. */
export const id = z.string(idMessage).refine(isId, idMessage);

const blankOrId = z.string(idMessage).refine((value) => value === '' || isId(value), idMessage);

/** An id that has to be there, but may be an empty text, which means none. */
export const blankableId = blankOrId.transform((value) => value || undefined);

/** An id that may be left out, which null and an empty text do too. */
export const optionalId = blankOrId.nullish().transform((value) => value || undefined);

const yes = ['true', '1', 'yes', 'on'];
const no = ['false', '0', 'no', 'off'];

/** A boolean in any of the notations that the documented server takes. */
export const flag = (standard: boolean) =>
  z
    .unknown()
    .optional()
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
