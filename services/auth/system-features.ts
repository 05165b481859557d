import { Failure } from '@tributary/runtime/failure';
import type { Model } from 'mongoose';
import type { AccountRow } from './accounts.ts';
import type { AuthConfig } from './config.ts';
import type { SystemFeatures as Features } from './generated/schema.ts';

export interface SystemFeaturesOptions {
  accounts: Model<AccountRow>;
  config: Pick<AuthConfig, 'isSignUpOpen' | 'isWebAppLoginEnabled' | 'smtpUrl'>;
}

export type SystemFeatures = ReturnType<typeof createSystemFeatures>;

/** What the installation offers to whoever is about to sign in. */
export function createSystemFeatures({ accounts, config }: SystemFeaturesOptions) {
  const { isSignUpOpen, isWebAppLoginEnabled, smtpUrl } = config;
  const isSetUp = async () => (await accounts.exists({})) !== null;

  async function load(): Promise<Features> {
    const isMailSetUp = smtpUrl !== undefined;
    return { isSetUp: await isSetUp(), isSignUpOpen, isWebAppLoginEnabled, isMailSetUp };
  }

  /** Fails while there is nobody who could sign in. */
  async function checkSetUp(): Promise<void> {
    if (await isSetUp()) return;
    throw new Failure('UNAUTHENTICATED', 'there is no account yet', { reason: 'not_setup' });
  }

  /** Fails where nobody can sign in to web apps. */
  async function checkWebAppLogin(): Promise<void> {
    await checkSetUp();
    if (!isWebAppLoginEnabled) throw new Failure('NOT_FOUND', 'web app login is off');
  }

  return { load, checkSetUp, checkWebAppLogin };
}
