import { defineCommand, required } from '../command.ts';

export const createOrganization = defineCommand({
  name: 'create-organization',
  about: 'Makes an organization that nobody is in yet.',
  options: { name: required('NAME', '1 to 255 characters') },
  document: `mutation ($input: CreateOrganizationInput!) {
    createOrganization(input: $input) { organization { id name } }
  }`,
  input: ({ name }) => ({ name }),
});
