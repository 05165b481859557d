import type { Variable } from '@tributary/runtime/config';
import { z } from 'zod';

const words: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['yes', true],
  ['0', false],
  ['false', false],
  ['no', false],
]);
const message = `must be one of ${[...words.keys()].join(', ')}`;

/** Whether the attachments of a session go when it ends: the words that ChatDev documents for it. */
export const attachmentCleaning: Variable<boolean> = {
  name: 'MAC_AUTO_CLEAN_ATTACHMENTS',
  schema: z
    .string()
    .default('0')
    .transform((word) => words.get(word.toLowerCase()))
    .refine((value) => value !== undefined, message)
    .transform((value) => value === true),
};
