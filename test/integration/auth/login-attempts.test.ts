import { createLoginAttempts } from '@tributary/auth/login-attempts';
import { newId } from '@tributary/runtime/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fail, type Guards, guess, newIp, openGuards, timed } from './guesses.ts';

let guards: Guards;
beforeAll(async () => {
  guards = await openGuards();
});
afterAll(() => guards?.[Symbol.asyncDispose]());

const newEmail = () => `${newId()}@example.com`;
const refusal = /^too many attempts: try again in \d+ s$/;

test('the first five wrong passwords cost nothing, each further attempt twice as much', async () => {
  const one = await guards.open();
  const email = newEmail();

  const [free] = await timed(() => fail(one, 5, { email }));
  const [first, told] = await timed(() => guess(one, { email }));
  const [second] = await timed(() => guess(one, { email: email.toUpperCase() }));

  expect(told).toBe('wrong');
  expect(free).toBeLessThan(first);
  expect(first).toBeGreaterThan(990);
  expect(second).toBeGreaterThan(1990);
});

test('a right password waits too, then clears the count', async () => {
  const one = await guards.open();
  const email = newEmail();
  await fail(one, 5, { email });

  const [slow, told] = await timed(() => guess(one, { email, isRight: true }));
  const [quick] = await timed(() => guess(one, { email, isRight: true }));

  expect(told).toBe('right');
  expect(slow).toBeGreaterThan(990);
  expect(quick).toBeLessThan(slow);
});

test('what one process counts slows down the other, whose turns are taken one by one', async () => {
  const [one, other] = [await guards.open(), await guards.open()];
  const email = newEmail();
  await fail(one, 3, { email });
  await fail(other, 2, { email });

  const [both, told] = await timed(() =>
    Promise.all([one, other].map((process) => guess(process, { email }))),
  );

  expect(told).toEqual(['wrong', 'wrong']);
  expect(both).toBeGreaterThan(1990);
});

test('a burst of guesses on two processes learns of few, and nothing of the others', async () => {
  const [one, other] = [await guards.open(), await guards.open()];
  const email = newEmail();
  const burst = [one, other].flatMap((process) =>
    Array.from({ length: 40 }, () => guess(process, { email })),
  );

  const told = await Promise.all(burst);

  const wrong = told.filter((one) => one === 'wrong');
  expect(wrong.length).toBeGreaterThanOrEqual(5);
  expect(wrong.length).toBeLessThanOrEqual(10);
  expect(told.filter((one) => refusal.test(one))).toHaveLength(told.length - wrong.length);
});

test('the right one of a burst is not told either, when it comes late', async () => {
  const one = await guards.open();
  const email = newEmail();
  await fail(one, 8, { email });
  const burst = Array.from({ length: 5 }, () => guess(one, { email }));

  const told = await guess(one, { email, isRight: true });

  expect(told).toMatch(refusal);
  await Promise.all(burst);
});

test('many right passwords at once wait for nothing', async () => {
  const one = await guards.open();
  const email = newEmail();

  const told = await Promise.all(
    Array.from({ length: 40 }, () => guess(one, { email, isRight: true })),
  );

  expect(new Set(told)).toEqual(new Set(['right']));
});

test('who tries one password on many accounts is slowed down by the address they come from', async () => {
  const one = await guards.open();
  const ip = '192.0.2.7';
  for (let n = 0; n < 5; n++) await guess(one, { ip, email: newEmail() });

  const [slow] = await timed(() =>
    Promise.all(Array.from({ length: 4 }, () => guess(one, { ip, email: newEmail() }))),
  );
  const [quick] = await timed(() => guess(one, { ip: '192.0.2.8', email: newEmail() }));

  expect(slow).toBeGreaterThan(990);
  expect(quick).toBeLessThan(slow);
});

test('a right password does not clear the count of the address it comes from', async () => {
  const one = await guards.open();
  const ip = '192.0.2.9';
  for (let n = 0; n < 5; n++) await guess(one, { ip, email: newEmail() });

  await guess(one, { ip, email: newEmail(), isRight: true });
  const [slow] = await timed(() => guess(one, { ip, email: newEmail() }));

  expect(slow).toBeGreaterThan(240);
});

test('an account that is forgiven starts anew', async () => {
  const one = await guards.open();
  const email = newEmail();
  await fail(one, 5, { email });

  await one.attempts.forgive(email);
  const [quick, told] = await timed(() => guess(one, { email }));

  expect(told).toBe('wrong');
  expect(quick).toBeLessThan(1000);
});

test('switched off, nothing is counted', async () => {
  const { limiter } = await guards.open();
  const attempts = createLoginAttempts({
    limiter,
    isOn: false,
    knownNetworks: { has: async () => false },
  });
  const email = newEmail();

  const told = await Promise.all(Array.from({ length: 20 }, () => guess({ attempts }, { email })));

  expect(new Set(told)).toEqual(new Set(['wrong']));
});

test('strangers do not hold up those who come from where the account was used', async () => {
  const one = await guards.open();
  const [email, home] = [newEmail(), '2001:db8:1:2::'];
  guards.known.add(`${email} ${home}/64`);
  await fail(one, 5, { email });
  const strangers = Promise.all(Array.from({ length: 3 }, () => guess(one, { email })));

  const own = guess(one, { email, ip: `${home}7`, isRight: true });
  const first = await Promise.race([own, strangers.then(() => 'strangers')]);

  expect(first).toBe('right');
  await strangers;
});

test('who waits for their own network takes no turn of the account meanwhile', async () => {
  const one = await guards.open();
  const [email, ip] = [newEmail(), newIp()];
  for (let n = 0; n < 5; n++) await guess(one, { ip, email: newEmail() });
  await fail(one, 5, { email });
  const flood = Array.from({ length: 12 }, () => guess(one, { ip, email: newEmail() }));

  const late = guess(one, { ip, email }).then(() => 'late');
  const first = await Promise.race([late, guess(one, { email, isRight: true })]);

  expect(first).toBe('right');
  await Promise.all([late, ...flood]);
});

test('all addresses of a network are slowed down together, and so are callers from nowhere', async () => {
  const one = await guards.open();
  const ips = (from: number) => [`2001:db8:9:9::${from}`, `2001:db8:9:9:${from}::`];
  for (const ip of [...ips(1), ...ips(2), ...ips(3).slice(1)])
    await guess(one, { ip, email: newEmail() });
  for (let n = 0; n < 5; n++) await guess(one, { ip: null, email: newEmail() });

  const [slow] = await timed(() => guess(one, { ip: '2001:db8:9:9::77', email: newEmail() }));
  const [nowhere] = await timed(() => guess(one, { ip: null, email: newEmail() }));

  expect(slow).toBeGreaterThan(240);
  expect(nowhere).toBeGreaterThan(240);
});

test('addresses that are too long for an account are slowed down as one', async () => {
  const one = await guards.open();
  const long = () => `${'a'.repeat(1000)}${newEmail()}`;
  for (let n = 0; n < 5; n++) await guess(one, { email: long() });

  const [slow, told] = await timed(() => guess(one, { email: long() }));

  expect(told).toBe('wrong');
  expect(slow).toBeGreaterThan(990);
});
