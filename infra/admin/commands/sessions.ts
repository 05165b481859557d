import { defineCommand, required } from '../command.ts';

export const purgeSession = defineCommand({
  name: 'purge-session',
  about: 'Removes a ChatDev session that has ended, with all files that are stored in it.',
  options: { session: required('ID', 'the session') },
  service: 'workflow',
  document: `mutation ($input: UseSessionInput!) {
    purgeSession(input: $input) { sessionId }
  }`,
  input: ({ session: sessionId }) => ({ sessionId }),
});
