import { defineCommand, required } from '../command.ts';

export const createApp = defineCommand({
  name: 'create-app',
  about: 'Makes an app of an organization.',
  options: {
    organization: required('ID', 'whose app it is'),
    name: required('NAME', '1 to 255 characters'),
    mode: {
      ...required('MODE', 'chat, completion, agent-chat, advanced-chat or workflow'),
      choices: ['CHAT', 'COMPLETION', 'AGENT_CHAT', 'ADVANCED_CHAT', 'WORKFLOW'],
    },
  },
  document: `mutation ($input: CreateAppInput!) {
    createApp(input: $input) { app { id name mode code } }
  }`,
  input: ({ name, mode }) => ({ name, mode }),
});
