import { hashPassword, isPassword } from '@tributary/auth/passwords';
import { Failure } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';

const length = new Failure('BAD_INPUT', 'password needs 8 to 128 characters');
const classes = new Failure('BAD_INPUT', 'password needs a letter and a digit');

test.each([
  ['7 characters', 'short12', length],
  ['129 characters', `1${'a'.repeat(128)}`, length],
  ['no digit', 'only letters', classes],
  ['no letter', '1234567890', classes],
])('a new password with %s is refused', async (_, password, failure) => {
  await expect(hashPassword(password)).rejects.toEqual(failure);
});

test('a password is stored as argon2id with a salt of its own', async () => {
  const [one, other] = await Promise.all([
    hashPassword('s3cret pass'),
    hashPassword('s3cret pass'),
  ]);

  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(other);
});

test('only the very password matches its hash', async () => {
  const hash = await hashPassword('s3cret pass');

  const results = await Promise.all([
    isPassword('s3cret pass', hash),
    isPassword('s3cret pass ', hash),
    isPassword('S3cret pass', hash),
  ]);

  expect(results).toEqual([true, false, false]);
});

test('a password matches however its characters were composed', async () => {
  const hash = await hashPassword('caf\u00e9 1234');

  expect(await isPassword('cafe\u0301 1234', hash)).toBe(true);
});

test('nothing matches where there is no hash, not even the password of the stand-in', async () => {
  expect(await isPassword('nobody has this password', undefined)).toBe(false);
});
