import { createEndings, type Terms } from '@tributary/gateway/identity/endings';
import { Failure } from '@tributary/runtime/failure';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const app = { kind: 'app', id: 'a' } as const;

/** A credential, and the messages of its ends that a listener heard of. */
function listen(terms: Partial<Terms>, options = {}) {
  const endings = createEndings(options);
  const heard: string[] = [];
  const credential = endings.createCredential({ dependsOn: [app], check() {}, ...terms });
  const watch = credential.onEnd(({ code, message }) => heard.push(`${code} ${message}`));
  return { endings, heard, watch };
}

const revoked = 'UNAUTHENTICATED the credential is not valid any more';
const expired = 'UNAUTHENTICATED the credential has expired';

test('a change of what it depends on has a credential checked, and another one has not', async () => {
  const check = vi.fn(async () => {});
  const { endings } = listen({ check });
  await vi.advanceTimersByTimeAsync(0);

  endings.noteChange({ kind: 'account', id: 'a' });
  endings.noteChange({ kind: 'app', id: 'b' });
  await vi.advanceTimersByTimeAsync(0);
  const before = check.mock.calls.length;
  endings.noteChange(app);

  expect([before, check.mock.calls.length]).toEqual([1, 2]);
});

test('changes during a check make for one more', async () => {
  const answers = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let asked = 0;
  const { endings } = listen({ check: () => answers[asked++]?.promise });

  for (let count = 0; count < 5; count++) endings.noteChange(app);
  const during = asked;
  for (const { resolve } of answers) resolve();
  await vi.advanceTimersByTimeAsync(0);

  expect([during, asked]).toEqual([1, 2]);
});

test('one that has ended before anybody listened ends in a moment', async () => {
  const { heard } = listen({
    check() {
      throw new Failure('FORBIDDEN', 'the app is off');
    },
  });
  const atOnce = [...heard];

  await vi.advanceTimersByTimeAsync(0);

  expect([atOnce, heard]).toEqual([[], [revoked]]);
});

test('an end is told of once', async () => {
  let isGood = true;
  const { endings, heard } = listen({
    expiresAt: Date.now() + 1_000,
    check() {
      if (!isGood) throw new Failure('UNAUTHENTICATED', 'revoked');
    },
  });
  await vi.advanceTimersByTimeAsync(0);

  isGood = false;
  for (let count = 0; count < 3; count++) endings.noteChange(app);
  await vi.advanceTimersByTimeAsync(2_000);

  expect(heard).toEqual([revoked]);
});

test('an outage is asked through', async () => {
  vi.useRealTimers();
  const answers = ['UNAVAILABLE', 'TIMEOUT', 'INTERNAL', 'NOT_FOUND'] as const;
  let asked = 0;
  const { heard } = listen(
    {
      async check() {
        throw new Failure(answers[asked++] ?? 'NOT_FOUND', 'no');
      },
    },
    { retryMs: 1 },
  );

  await expect.poll(() => heard).toEqual([revoked]);
  expect(asked).toBe(4);
});

test('one that lives longer than any timer ends in its time', async () => {
  const month = 30 * 86_400_000;
  const { heard } = listen({ expiresAt: Date.now() + month });

  await vi.advanceTimersByTimeAsync(month - 1);
  const before = [...heard];
  await vi.advanceTimersByTimeAsync(1);

  expect([before, heard]).toEqual([[], [expired]]);
});

test('who stopped listening hears nothing, and nothing is kept for them', async () => {
  const check = vi.fn(() => {
    throw new Failure('UNAVAILABLE', 'away');
  });
  const { endings, heard, watch } = listen({ check, expiresAt: Date.now() + 10 });
  await vi.advanceTimersByTimeAsync(0);

  watch[Symbol.dispose]();
  endings.noteChange(app);
  await vi.advanceTimersByTimeAsync(10_000);

  expect(heard).toEqual([]);
  expect(check).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});
