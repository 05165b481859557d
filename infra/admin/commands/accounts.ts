import { defineCommand, optional, password, required } from '../command.ts';

const account = required('ID', 'of an account');
const email = required('ADDRESS', 'of the account');

export const createAccount = defineCommand({
  name: 'create-account',
  about: 'Makes an account, in an organization of its own if none is given.',
  options: {
    email: required('ADDRESS', 'what it signs in with'),
    name: required('NAME', '1 to 255 characters'),
    password,
    organization: optional('ID', 'the organization to be a member of'),
    role: {
      ...optional('ROLE', 'in that organization: owner, admin or member'),
      choices: ['OWNER', 'ADMIN', 'MEMBER'],
    },
  },
  document: `mutation ($input: CreateAccountInput!) {
    createAccount(input: $input) { account { id email name organizationId } }
  }`,
  input: ({ email, name, password, role = 'MEMBER' }) => ({ email, name, password, role }),
});

export const resetPassword = defineCommand({
  name: 'reset-password',
  about: 'Sets the password of an account and ends all its sign-ins.',
  options: { email, password },
  document: `mutation ($input: SetPasswordInput!) {
    setPassword(input: $input) { account { id email } }
  }`,
  input: ({ email, password }) => ({ email, password }),
});

export const banAccount = defineCommand({
  name: 'ban-account',
  about: 'Keeps an account from signing in, and ends all its sign-ins.',
  options: { account },
  document: `mutation ($input: BanAccountInput!) {
    banAccount(input: $input) { account { id email isBanned } }
  }`,
  input: ({ account: accountId }) => ({ accountId }),
});

export const unbanAccount = defineCommand({
  name: 'unban-account',
  about: 'Lets a banned account sign in again.',
  options: { account },
  document: `mutation ($input: BanAccountInput!) {
    unbanAccount(input: $input) { account { id email isBanned } }
  }`,
  input: ({ account: accountId }) => ({ accountId }),
});

export const grantSiteAdmin = defineCommand({
  name: 'grant-site-admin',
  about:
    "Lets an account administer the installation: it sees everybody's chat files, and may go beyond the chats API's limits.",
  options: { email },
  document: `mutation ($input: SiteAdminInput!) {
    grantSiteAdmin(input: $input) { account { id email isSiteAdmin } }
  }`,
  input: ({ email }) => ({ email }),
});

export const revokeSiteAdmin = defineCommand({
  name: 'revoke-site-admin',
  about: 'Takes from an account, at once, what grant-site-admin gave.',
  options: { email },
  document: `mutation ($input: SiteAdminInput!) {
    revokeSiteAdmin(input: $input) { account { id email isSiteAdmin } }
  }`,
  input: ({ email }) => ({ email }),
});
