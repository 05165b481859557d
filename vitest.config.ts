import { defineConfig } from 'vitest/config';

export default defineConfig({
  // As Node resolves it: what the tests import must be the instance that the libraries require.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/sharing.ts',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A busy machine is no reason to fail.
    expect: { poll: { timeout: 10_000 } },
    // More than there are cores: much of what they do is to wait.
    maxWorkers: 3,
    // What is tested keeps no state in its modules, so that files can share what is loaded.
    isolate: false,
    reporters: ['default'],
  },
});
