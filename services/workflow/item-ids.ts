import { randomBytes } from 'node:crypto';

export type IdPrefix = 'wf' | 'msg' | 'log' | 'stat' | 'doc';

/** An id as the documented API has it, with 128 random bits. */
export const newItemId = (prefix: IdPrefix): string =>
  `${prefix}_${randomBytes(16).toString('base64url')}`;

const pattern = /^[A-Za-z0-9_-]{1,128}$/;

/** Whether a text may be the id of a run or an item: only such ones reach a subject or the store. */
export const isItemId = (value: string): boolean => pattern.test(value);
