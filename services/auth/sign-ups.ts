import { Failure } from '@tributary/runtime/failure';
import { newId } from '@tributary/runtime/ids';
import { readName } from './accounts.ts';
import { readEmail } from './email-address.ts';
import type { SignUpInput } from './generated/schema.ts';
import type { NewAccounts } from './new-accounts.ts';
import { hashPassword } from './passwords.ts';
import type { Credentials, SignIns } from './sign-ins.ts';

export interface SignUpsOptions {
  newAccounts: Pick<NewAccounts, 'open'>;
  signIns: Pick<SignIns, 'start'>;
  /** Whether people may make accounts by themselves. */
  isOpen: boolean;
}

/** How a person gets an account, with an organization of its own. */
export function createSignUps({ newAccounts, signIns, isOpen }: SignUpsOptions) {
  async function signUp(input: SignUpInput): Promise<Credentials> {
    if (!isOpen) throw new Failure('FORBIDDEN', 'sign-up is closed');
    const email = readEmail(input.email);
    const name = readName(input.name);
    const passwordHash = await hashPassword(input.password);
    const account = { id: newId(), email, name, language: 'EN_US', passwordHash } as const;
    return signIns.start(await newAccounts.open(account));
  }

  return { signUp };
}
