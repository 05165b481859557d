import { Failure } from '@tributary/runtime/failure';
import { readLine } from './text-rule.ts';

/** RFC 5321 allows no longer address. */
export const emailLengthMax = 254;

/** One address and nothing else: no separator, quote or invisible character, wherever it is put. */
const pattern =
  /^[^\s\p{C}@<>(),;:"[\]\\]{1,64}@[^\s\p{C}@.<>(),;:"[\]\\]+(?:\.[^\s\p{C}@.<>(),;:"[\]\\]+)*$/u;

export const isEmail = (text: string): boolean =>
  text.length <= emailLengthMax && pattern.test(text);

/** How an address is written does not make another one. */
export const normaliseEmail = (email: string): string =>
  email.normalize('NFKC').trim().toLowerCase();

/** An address as it is stored; BAD_INPUT for anything else. */
export function readEmail(value: string): string {
  const email = normaliseEmail(readLine(value, { field: 'email', max: emailLengthMax }));
  if (!isEmail(email)) {
    throw new Failure('BAD_INPUT', 'email is not an address');
  }
  return email;
}
