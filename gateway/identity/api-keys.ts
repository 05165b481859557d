import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import { asService } from '@tributary/runtime/identity';
import { askService } from '@tributary/runtime/subgraph';
import type { Turns } from '@tributary/runtime/turns';
import { z } from 'zod';
import { createAnswers } from './answers.ts';
import type { Endings } from './endings.ts';
import type { KeyHolder } from './identity.ts';
import type { Revocations } from './revocations.ts';

const answerSchema = z.object({
  apiKeyApp: z
    .object({
      keyId: z.string(),
      app: z.object({
        id: z.string(),
        name: z.string(),
        mode: z.string(),
        organizationId: z.string(),
        apiEnabled: z.boolean(),
      }),
    })
    .nullable(),
});

const query = `query HolderOfKey($key: String!) {
  apiKeyApp(key: $key) { keyId app { id name mode organizationId apiEnabled } }
}`;

const viewer = asService('gateway');
/** What is not of this form nobody has to be asked about. */
const keyPattern = /^app-[A-Za-z0-9_-]{1,128}$/;

export interface CacheOptions {
  bus: Bus;
  revocations: Pick<Revocations, 'onEvent'>;
  endings: Endings;
  /** A change may concern everybody who uses an app: they are looked up again a few at a time. */
  turns: Turns;
}

export interface ApiKeys {
  find(key: string): Promise<KeyHolder | undefined>;
}

/** The apps of API keys, as the auth service knows them. */
export function createApiKeys({ bus, revocations, endings, turns }: CacheOptions): ApiKeys {
  const answers = createAnswers<KeyHolder>();

  revocations.onEvent(({ kind, id }) => {
    if (kind === 'apiKey') answers.forget(({ keyId }) => keyId === id);
    if (kind === 'app') answers.forget((holder) => holder.id === id);
  });

  async function ask(key: string): Promise<KeyHolder | undefined> {
    const data = await askService(bus, 'auth', { query, variables: { key } }, { viewer });
    const { apiKeyApp } = answerSchema.parse(data);
    if (!apiKeyApp) return undefined;
    const { keyId, app } = apiKeyApp;
    const credential = endings.createCredential({
      dependsOn: [
        { kind: 'apiKey', id: keyId },
        { kind: 'app', id: app.id },
      ],
      check: () => check(key),
    });
    return { ...app, keyId, credential };
  }

  async function check(key: string): Promise<void> {
    using _turn = await turns.take();
    const holder = await find(key);
    if (!holder) throw new Failure('UNAUTHENTICATED', 'the API key is not valid');
    if (!holder.apiEnabled) throw new Failure('FORBIDDEN', 'the app does not answer API calls');
  }

  async function find(key: string): Promise<KeyHolder | undefined> {
    return keyPattern.test(key) ? answers.find(key, () => ask(key)) : undefined;
  }

  return { find };
}
