import { randomBytes } from 'node:crypto';
import { access, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectBus } from '@tributary/runtime/bus';
import { asOperator, createIdentities } from '@tributary/runtime/identity';
import { silentLog } from '@tributary/runtime/log';
import { askService } from '@tributary/runtime/subgraph';
import { z } from 'zod';
import { demoConfig, demoWorkflow } from './demo-content.ts';
import type { Installation } from './installation.ts';

type DemoPlace = Pick<Installation, 'url' | 'natsUrl' | 'identitySecret' | 'dataDir'>;
type Ask = (query: string, variables: Record<string, unknown>) => Promise<unknown>;

/**
 * On an empty data folder makes an organization with an account, a chat, a completion and a workflow
 * app, and writes their ids and secrets to `demo.json`, for its owner's eyes only. An interrupted
 * attempt leaves no file, and the next start makes a new organization.
 */
export async function seedDemo(installation: DemoPlace): Promise<void> {
  const { url, dataDir } = installation;
  const file = join(dataDir, 'demo.json');
  if (await exists(file)) return;
  const email = `demo-${randomBytes(4).toString('hex')}@example.com`;
  const password = `demo-${randomBytes(12).toString('base64url')}-1`;
  await makeAccount(installation, { email, password, name: 'Demo' });
  const { accessToken, account } = signInReply.parse(
    await createAsk(url)(signIn, { input: { email, password } }),
  ).signIn;
  const ask = createAsk(url, accessToken);
  const [chat, completion, workflow] = await Promise.all([
    makeApp(ask, { name: 'Demo chat', mode: 'CHAT' }),
    makeApp(ask, { name: 'Demo completion', mode: 'COMPLETION' }),
    makeApp(ask, { name: 'Demo workflow', mode: 'WORKFLOW' }),
  ]);
  await Promise.all([
    ask(updateAppConfig, { input: { appId: chat.id, config: demoConfig } }),
    ask(publishWorkflow, { input: { appId: workflow.id, definition: demoWorkflow } }),
  ]);
  const { organizationId } = account;
  const apps = { chat, completion, workflow };
  const demo = { baseUrl: url, account: { email, password }, organizationId, apps };
  await writeFile(`${file}.part`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.part`, file);
}

/** As an operator, since people may not be free to sign up. */
async function makeAccount(place: DemoPlace, input: Record<string, string>): Promise<void> {
  const identities = createIdentities(place.identitySecret);
  const servers = place.natsUrl.split(',');
  await using bus = await connectBus({ servers, name: 'demo', identities, log: silentLog });
  const request = { query: createAccount, variables: { input } };
  await askService(bus, 'auth', request, { viewer: asOperator() });
}

async function makeApp(ask: Ask, input: { name: string; mode: string }) {
  const { app } = createAppReply.parse(await ask(createApp, { input })).createApp;
  const { key } = createApiKeyReply.parse(
    await ask(createApiKey, { input: { appId: app.id } }),
  ).createApiKey;
  return { id: app.id, apiKey: key, code: app.code };
}

const createAccount = `mutation CreateAccount($input: CreateAccountInput!) {
  createAccount(input: $input) { account { id } }
}`;
const signIn = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { accessToken account { organizationId } }
}`;
const createApp = `mutation CreateApp($input: CreateAppInput!) {
  createApp(input: $input) { app { id code } }
}`;
const createApiKey = `mutation CreateApiKey($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { key }
}`;
const updateAppConfig = `mutation UpdateAppConfig($input: UpdateAppConfigInput!) {
  updateAppConfig(input: $input) { app { id } }
}`;
const publishWorkflow = `mutation PublishWorkflow($input: PublishWorkflowInput!) {
  publishWorkflow(input: $input) { version }
}`;

const signInReply = z.object({
  signIn: z.object({ accessToken: z.string(), account: z.object({ organizationId: z.string() }) }),
});
const createAppReply = z.object({
  createApp: z.object({ app: z.object({ id: z.string(), code: z.string() }) }),
});
const createApiKeyReply = z.object({ createApiKey: z.object({ key: z.string() }) });
const answer = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

function createAsk(url: string, accessToken?: string): Ask {
  return async (query, variables) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(accessToken && { authorization: `Bearer ${accessToken}` }),
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(30_000),
    });
    const { data, errors } = answer.parse(await response.json());
    if (errors) throw new Error(`the demo data: ${errors.map(({ message }) => message).join()}`);
    return data;
  };
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
