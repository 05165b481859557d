import { hash, verify } from '@node-rs/argon2';
import { Failure } from '@tributary/runtime/failure';

/** What OWASP advises for argon2id, which is the library's default algorithm. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

const lengthMin = 8;
const lengthMax = 128;

/** 8 to 128 characters with a letter and a digit, of any script; BAD_INPUT names the field. */
export function checkPassword(password: string, field = 'password'): void {
  const { length } = Array.from(password.slice(0, lengthMax * 2 + 1));
  if (length < lengthMin || length > lengthMax) {
    throw new Failure('BAD_INPUT', `${field} needs ${lengthMin} to ${lengthMax} characters`);
  }
  if (!/\p{L}/u.test(password) || !/\p{Nd}/u.test(password)) {
    throw new Failure('BAD_INPUT', `${field} needs a letter and a digit`);
  }
}

/** The same password typed on another keyboard may arrive composed in another way. */
const normalise = (password: string): string => password.normalize('NFKC');

/** A hash that no password has: checking against it takes as long as against a real one. */
const absent = hash('nobody has this password', cost);

/** Checks the rules for a new password, then hashes it. */
export async function hashPassword(password: string, field = 'password'): Promise<string> {
  checkPassword(password, field);
  return hash(normalise(password), cost);
}

/** Takes the same time whether there is such a hash or not, so that time tells nothing. */
export async function isPassword(
  password: string,
  passwordHash: string | undefined,
): Promise<boolean> {
  const isRight = await verify(
    passwordHash ?? (await absent),
    normalise(password.slice(0, lengthMax * 2)),
  );
  return isRight && passwordHash !== undefined && password.length <= lengthMax * 2;
}
