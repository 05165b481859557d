import type { Command } from './command.ts';
import {
  banAccount,
  createAccount,
  grantSiteAdmin,
  resetPassword,
  revokeSiteAdmin,
  unbanAccount,
} from './commands/accounts.ts';
import { createApp } from './commands/apps.ts';
import { createKey, revokeKey, rotateKeys } from './commands/keys.ts';
import { createOrganization } from './commands/organizations.ts';
import { purgeSession } from './commands/sessions.ts';

/** In the order of the help. */
export const allCommands: readonly Command[] = [
  createOrganization,
  createAccount,
  createApp,
  createKey,
  revokeKey,
  resetPassword,
  banAccount,
  unbanAccount,
  grantSiteAdmin,
  revokeSiteAdmin,
  rotateKeys,
  purgeSession,
];
