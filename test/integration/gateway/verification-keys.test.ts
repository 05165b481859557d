import { watchVerificationKeys } from '@tributary/gateway/identity/verification-keys';
import { verificationKeysMax } from '@tributary/runtime/access-events';
import { type Bus, connectBus } from '@tributary/runtime/bus';
import { createIdentities } from '@tributary/runtime/identity';
import { createLog } from '@tributary/runtime/log';
import { publishDocument } from '@tributary/runtime/registry';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startNats } from '../../nats.ts';
import { secret } from './world.ts';

const lines: string[] = [];
const opened = new AsyncDisposableStack();
let bus: Bus;
beforeAll(async () => {
  const { url } = opened.use(await startNats());
  const log = createLog({
    ...{ service: 'gateway', level: 'warn' },
    destination: { write: (line) => void lines.push(line) },
  });
  const identities = createIdentities(secret);
  bus = opened.use(await connectBus({ servers: [url], name: 'test', identities, log }));
});
afterAll(() => opened.disposeAsync());
beforeEach(() => void lines.splice(0));

const publish = (kids: string[]) =>
  publishDocument(bus, 'keys', 'access', {
    keys: kids.map((kid) => ({ kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), kid })),
  });
const manyKids = (count: number) => Array.from({ length: count }, (_, at) => `key-${at}`);
const said = () => lines.map((line) => JSON.parse(line).msg);
const soon = { timeout: 5_000, interval: 20 };

test('all keys are taken that the auth service may publish', async () => {
  await publish(manyKids(verificationKeysMax));

  await using keys = await watchVerificationKeys(bus, () => {});

  await expect.poll(() => keys.has(`key-${verificationKeysMax - 1}`), soon).toBe(true);
  expect(said()).toEqual([]);
});

test('keys that cannot be taken leave those before, and a line in the log', async () => {
  await publish(['first']);
  await using keys = await watchVerificationKeys(bus, () => {});
  await expect.poll(() => keys.has('first'), soon).toBe(true);

  await publish(manyKids(verificationKeysMax + 1));

  await expect.poll(said, soon).toEqual(['the keys of access tokens are refused']);
  expect([keys.has('first'), keys.has('key-0')]).toEqual([true, false]);
});
