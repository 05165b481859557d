import { defineCommand, optional, required } from '../command.ts';

export const createKey = defineCommand({
  name: 'create-key',
  about: 'Makes a key that programs call an app with. It is shown once.',
  options: {
    organization: required('ID', 'of the app'),
    app: required('ID', 'the app'),
    name: optional('NAME', 'to recognise the key by'),
  },
  document: `mutation ($input: CreateApiKeyInput!) {
    createApiKey(input: $input) { id key }
  }`,
  input: ({ app: appId, name }) => ({ appId, name }),
});

export const revokeKey = defineCommand({
  name: 'revoke-key',
  about: 'Takes back a key of an app.',
  options: {
    organization: required('ID', 'of the app'),
    key: required('ID', 'of the key, not the key itself'),
  },
  document: `mutation ($input: RevokeApiKeyInput!) {
    revokeApiKey(input: $input) { id }
  }`,
  input: ({ key: id }) => ({ id }),
});

export const rotateKeys = defineCommand({
  name: 'rotate-keys',
  about: 'Makes a new key for the tokens of accounts; those of the earlier ones stay good.',
  options: {
    withdraw: { kind: 'flag', about: 'tokens of the earlier keys stop working at once' },
  },
  document: `mutation ($input: RotateSigningKeysInput!) {
    rotateSigningKeys(input: $input) { kid }
  }`,
  input: ({ withdraw }) => ({ withdraw }),
});
