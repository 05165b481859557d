import { Failure } from '@tributary/runtime/failure';
import { newId } from '@tributary/runtime/ids';
import { isDuplicateKey } from '@tributary/runtime/store';
import type { AccessToken, AccessTokens } from './access-tokens.ts';
import { type Account, toAccount } from './accounts.ts';
import type { Collections } from './collections.ts';
import type { SignInInput, SignUpInput } from './generated/schema.ts';
import { hashPassword, isPassword } from './passwords.ts';
import { readLine } from './text-rule.ts';

export interface SignIn extends AccessToken {
  account: Account;
}

export interface SignInsOptions {
  collections: Pick<Collections, 'accounts' | 'organizations'>;
  tokens: AccessTokens;
}

/** RFC 5321 allows no longer address. */
const emailLengthMax = 254;

const normaliseEmail = (email: string): string => email.normalize('NFKC').trim().toLowerCase();

function readEmail(value: string): string {
  const email = normaliseEmail(readLine(value, { field: 'email', max: emailLengthMax }));
  if (!/^[^\s@<>(),;:"[\]\\]{1,64}@[^\s@.]+(?:\.[^\s@.]+)*$/.test(email)) {
    throw new Failure('BAD_INPUT', 'email is not an address');
  }
  return email;
}

/** How a person gets an account and proves to be its owner. */
export function createSignIns({ collections, tokens }: SignInsOptions) {
  const { accounts, organizations } = collections;

  async function signUp(input: SignUpInput): Promise<SignIn> {
    const email = readEmail(input.email);
    const name = readLine(input.name, { field: 'name', max: 255 });
    const passwordHash = await hashPassword(input.password);
    const [id, organizationId, createdAt] = [newId(), newId(), new Date()];
    // An account is never without its organization, whatever fails in between.
    await organizations.create({ _id: organizationId, name, createdAt });
    const row = { _id: id, email, name, organizationId, passwordHash, createdAt };
    try {
      await accounts.create(row);
    } catch (error) {
      // After any other failure the account may be stored all the same.
      if (!isDuplicateKey(error)) throw error;
      await organizations.deleteOne({ _id: organizationId });
      throw new Failure('CONFLICT', 'email has an account already');
    }
    const account = toAccount(row);
    return { ...(await tokens.issue(account)), account };
  }

  async function signIn({ email, password }: SignInInput): Promise<SignIn> {
    const row = await accounts.findOne({ email: normaliseEmail(email) }).lean();
    // Which of the two is wrong shows neither in the answer nor in its time.
    if (!(await isPassword(password, row?.passwordHash)) || !row) {
      throw new Failure('UNAUTHENTICATED', 'email or password is wrong');
    }
    const account = toAccount(row);
    return { ...(await tokens.issue(account)), account };
  }

  return { signUp, signIn };
}
