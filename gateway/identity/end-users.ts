import type { Bus } from '@tributary/runtime/bus';
import { asService, type Viewer } from '@tributary/runtime/identity';
import { askService } from '@tributary/runtime/subgraph';
import { z } from 'zod';
import type { EndUserKey } from './identity.ts';
import { toEndUser } from './passports.ts';

const answerSchema = z.object({
  resolveEndUser: z.object({ endUser: z.object({ id: z.string() }) }),
});

const query = `mutation EndUserOfApp($input: ResolveEndUserInput!) {
  resolveEndUser(input: $input) { endUser { id } }
}`;

const viewer = asService('gateway');
/** End users never change: so many are remembered. */
const knownMax = 10_000;

/** The people whom integrators name, made at first use. */
export function createEndUsers(bus: Bus) {
  const ids = new Map<string, string>();

  async function resolve(input: { appId: string; origin: string; sessionId: string }) {
    const request = { query, variables: { input } };
    const data = await askService(bus, 'auth', request, { viewer });
    return answerSchema.parse(data).resolveEndUser.endUser.id;
  }

  async function find({ app, origin, sessionId }: EndUserKey): Promise<Viewer> {
    const key = { appId: app.id, origin, sessionId };
    const name = JSON.stringify(key);
    const id = ids.get(name) ?? (await resolve(key));
    ids.delete(name);
    ids.set(name, id);
    if (ids.size > knownMax) ids.delete(ids.keys().next().value ?? '');
    return toEndUser(id, app);
  }

  return { find };
}
