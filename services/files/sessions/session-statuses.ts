import type { Bus } from '@tributary/runtime/bus';
import type { Viewer } from '@tributary/runtime/identity';
import { askService } from '@tributary/runtime/subgraph';
import DataLoader from 'dataloader';
import { z } from 'zod';

export interface SessionStatusesOptions {
  bus: Bus;
  viewer: Viewer;
  signal?: AbortSignal;
}

export type SessionStatuses = ReturnType<typeof createSessionStatuses>;

const askedMax = 100;
/** Those who ask at about the same time ask together. */
const gatherMs = 5;

const status = z.enum(['CONNECTED', 'CLOSED']);
export type SessionStatus = z.infer<typeof status>;

const reply = z.object({ _entities: z.array(z.object({ status }).nullable()) });
const query =
  'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Session { status } } }';

/** No other id ever was one; it becomes a part of subjects and paths. */
export const isSessionId = (id: string): boolean => /^[\w-]{1,128}$/.test(id);

/** How sessions are now, which the workflow service knows: asked for many at a time. */
export function createSessionStatuses({ bus, ...asked }: SessionStatusesOptions) {
  const loader = new DataLoader(ask, {
    cache: false,
    maxBatchSize: askedMax,
    batchScheduleFn: (send) => void setTimeout(send, gatherMs),
  });

  async function ask(ids: readonly string[]): Promise<(SessionStatus | null)[]> {
    const unique = [...new Set(ids)];
    const of = unique.map((id) => ({ __typename: 'Session', id }));
    const answer = await askService(bus, 'workflow', { query, variables: { of } }, asked);
    const { _entities: entities } = reply.parse(answer);
    const found = new Map(unique.map((id, index) => [id, entities[index]?.status ?? null]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** Null for one that is unknown, or that the viewer may not know of. */
  async function load(id: string): Promise<SessionStatus | null> {
    return isSessionId(id) ? loader.load(id) : null;
  }

  return { load };
}
