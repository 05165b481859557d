import { Failure } from '@tributary/runtime/failure';
import { anonymous, type Viewer } from '@tributary/runtime/identity';
import { askService } from '@tributary/runtime/subgraph';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Services, startServices } from '../../services.ts';
import { newIp, timed } from './guesses.ts';
import { emailOf, password, signIn, signUp } from './world.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices(['auth']);
  await services.start('auth');
});
afterAll(() => services?.[Symbol.asyncDispose]());

const signInMutation =
  'mutation ($input: SignInInput!) { signIn(input: $input) { account { email } } }';
const refusal = /^too many attempts: try again in \d+ s$/;
const wrong = 'email or password is wrong';

/** What somebody is told who tries a password, which may take as long as a gateway would wait. */
async function guess(
  email: string,
  given = 'wrong passw0rd',
  viewer: Viewer = { ...anonymous, ip: newIp() },
): Promise<string> {
  const variables = { input: { email, password: given } };
  const options = { viewer, deadlineMs: 30_000 };
  try {
    await askService(services.bus, 'auth', { query: signInMutation, variables }, options);
    return 'signed in';
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

const burst = (email: string, count: number) =>
  Promise.all(Array.from({ length: count }, () => guess(email)));

test('guesses at once on two processes gain nothing, with an account or without', async () => {
  const { email } = await signUp(services, 'ada');

  const told = await Promise.all([burst(email, 30), burst(emailOf('nobody'), 30)]);

  for (const one of told) {
    const answers = one.filter((message) => message === wrong);
    expect(answers.length).toBeGreaterThanOrEqual(5);
    // Five are free, and each process gives away four turns in its 15 s.
    expect(answers.length).toBeLessThanOrEqual(13);
    expect(one.filter((message) => refusal.test(message))).toHaveLength(30 - answers.length);
  }
});

test('after wrong passwords the right one takes longer, once', async () => {
  const { email } = await signUp(services, 'ada');
  for (let n = 0; n < 5; n++) await guess(email);

  const [slow, told] = await timed(() => guess(email, password));
  const [quick] = await timed(() => guess(email, password));

  expect(told).toBe('signed in');
  expect(slow).toBeGreaterThan(990);
  expect(quick).toBeLessThan(slow);
});

test('wrong passwords for one account do not slow down another', async () => {
  const [ada, eve] = await Promise.all([signUp(services, 'ada'), signUp(services, 'eve')]);
  for (let n = 0; n < 6; n++) await guess(ada.email);

  const attacked = guess(ada.email);
  const first = await Promise.race([
    attacked.then(() => 'attacked'),
    signIn(services, eve).then(() => 'other'),
  ]);

  expect(first).toBe('other');
  await attacked;
});

test('one password tried on many accounts slows down its sender', async () => {
  const viewer = { ...anonymous, ip: '192.0.2.66' };
  for (let n = 0; n < 5; n++) await guess(emailOf('nobody'), password, viewer);

  const [slow, told] = await timed(() =>
    Promise.all(Array.from({ length: 5 }, () => guess(emailOf('nobody'), password, viewer))),
  );

  expect(new Set(told)).toEqual(new Set([wrong]));
  expect(slow).toBeGreaterThan(1240);
});

test('its owner signs in, from where they were, while strangers guess at the account', async () => {
  const home = { ...anonymous, ip: '2001:db8:aa:1::1' };
  const { email } = await signUp(services, 'ada');
  await signIn(services, { email }, home);
  for (let n = 0; n < 5; n++) await guess(email);
  const strangers = burst(email, 3);

  const own = guess(email, password, { ...home, ip: '2001:db8:aa:1:ffff::2' });
  const first = await Promise.race([own, strangers.then(() => 'strangers')]);

  expect(first).toBe('signed in');
  await strangers;
});
