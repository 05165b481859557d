import { integer, oneOf, readEnv, type Variable } from '@tributary/runtime/config';
import { publicUrlOf, serviceVariables, variables } from '@tributary/runtime/variables';
import { z } from 'zod';
import { type Mailbox, readMailbox, senderOf } from './mailbox.ts';

export type AuthConfig = ReturnType<typeof readConfig>;

/** Who writes the mails: an address, with a name or without. */
const mailFrom: Variable<Mailbox | undefined> = {
  name: 'MAIL_FROM',
  schema: z
    .string()
    .transform((value, context): Mailbox => {
      const mailbox = readMailbox(value);
      if (mailbox) return mailbox;
      context.addIssue('must be one address: Name <name@example.com>');
      return z.NEVER;
    })
    .optional(),
};

/** Every variable of the auth service. */
export function readConfig(env: NodeJS.ProcessEnv) {
  const config = readEnv(env, {
    ...serviceVariables,
    host: variables.host,
    port: variables.port,
    publicUrl: variables.publicUrl,
    dataDir: variables.dataDir,
    signUp: oneOf('SIGN_UP', ['open', 'closed'], 'open'),
    webAppLogin: variables.webAppLogin,
    accessTokenMinutes: integer('ACCESS_TOKEN_MINUTES', 60, { min: 1, max: 1440 }),
    refreshTokenDays: integer('REFRESH_TOKEN_DAYS', 30, { min: 1, max: 365 }),
    rateLimitLogin: variables.rateLimitLogin,
    smtpUrl: variables.smtpUrl,
    mailFrom,
  });
  const publicUrl = publicUrlOf(config);
  return {
    ...config,
    publicUrl,
    mailFrom: config.mailFrom ?? senderOf(publicUrl),
    isSignUpOpen: config.signUp === 'open',
    isWebAppLoginEnabled: config.webAppLogin === 'on',
  };
}
