import { openCollections } from '@tributary/auth/collections';
import { createLoginAttempts } from '@tributary/auth/login-attempts';
import { createMailCodes } from '@tributary/auth/mail-codes';
import { createMailLimits } from '@tributary/auth/mail-limits';
import { createNewAccounts } from '@tributary/auth/new-accounts';
import { createPasswordChanges } from '@tributary/auth/password-changes';
import { anonymous } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import { openStore } from '@tributary/runtime/store';
import { expect, test } from 'vitest';
import { startSmtp } from '../../smtp.ts';
import { openGuards } from './guesses.ts';
import { expectDone, openPost, type Post } from './post.ts';

/** The password changes of an auth process over a post whose mails wait, with one account. */
async function openPasswordChanges(post: Post, stack: AsyncDisposableStack) {
  const { env, log, mails } = post;
  const { limiter } = await stack.use(await openGuards()).open();
  const url = env.MONGODB_URL ?? '';
  const store = stack.use(await openStore({ url, database: 'tributary_auth', log }));
  const { transact } = store;
  const collections = await openCollections(store);
  const account = { id: newId(), email: 'ada@example.com', name: 'Ada' };
  const rest = { language: 'EN_US', passwordHash: 'none' } as const;
  await createNewAccounts({ collections, transact }).open({ ...account, ...rest });
  return createPasswordChanges({
    ...{ accounts: collections.accounts, transact, mails, viewer: anonymous },
    mailCodes: createMailCodes({ collection: collections.mailCodes }),
    mailLimits: createMailLimits({ limiter, perMinute: 50 }),
    attempts: createLoginAttempts({
      ...{ limiter, isOn: true },
      knownNetworks: { has: async () => false },
    }),
    signIns: {
      renew: () => Promise.reject(new Error('nobody is signed in')),
      endAll: async () => [],
      voidAll: async () => {},
      tell: async () => [],
    },
    changes: {
      audited: () => Promise.reject(new Error('nothing is changed')),
      relay: async () => {},
    },
  });
}

const shapeOf = (row: object): string[] => Object.keys(row).sort();

test('the same is stored whether an address has an account or not, and one mail is sent', async () => {
  await using stack = new AsyncDisposableStack();
  const post = stack.use(await openPost());
  const smtp = stack.use(await startSmtp());
  const { requestReset } = await openPasswordChanges(post, stack);

  await requestReset({ email: 'ada@example.com' });
  await requestReset({ email: 'eve@example.com' });

  const codes = await post.collections.mailCodes.find().sort({ email: 1 }).lean();
  const mails = await post.collections.mails.find().sort({ to: 1 }).lean();
  expect(codes.map(({ email }) => email)).toEqual(['ada@example.com', 'eve@example.com']);
  expect(mails.map(({ to }) => to)).toEqual(['ada@example.com', 'eve@example.com']);
  for (const rows of [codes, mails]) {
    expect(new Set(rows.map((row) => shapeOf(row).join())).size).toBe(1);
  }
  await post.deliver({ SMTP_URL: smtp.url });
  await expectDone(post);
  expect(smtp.mails.flatMap(({ envelope }) => envelope.to)).toEqual(['ada@example.com']);
});
