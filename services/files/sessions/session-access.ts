import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import { askService } from '@tributary/runtime/subgraph';
import DataLoader from 'dataloader';
import { createSessionStatuses, isSessionId } from './session-statuses.ts';
import type { Session } from './sessions.ts';

export interface SessionAccessOptions {
  bus: Bus;
  viewer: Viewer;
  signal: AbortSignal;
}

export type SessionAccess = ReturnType<typeof createSessionAccess>;

const useMutation =
  'mutation ($input: UseSessionInput!) { useSession(input: $input) { session { id } } }';

export function notConnected(): Failure {
  const reason = 'session_not_connected';
  return new Failure('BAD_INPUT', 'the session is not connected', { reason });
}

/** What the viewer may do in a session, which the workflow service knows. */
export function createSessionAccess({ bus, viewer, signal }: SessionAccessOptions) {
  const statuses = createSessionStatuses({ bus, viewer, signal });

  // Remembered for the life of the request: a session does not pass to somebody else.
  const visible = new DataLoader((ids: readonly string[]) =>
    Promise.all(ids.map(async (id) => (await statuses.load(id)) !== null)),
  );

  const canSee = (id: string): Promise<boolean> => visible.load(id);

  /** Null for one that is unknown, or that the viewer may not know of. */
  const load = async (id: string): Promise<Session | null> => ((await canSee(id)) ? { id } : null);

  async function find(id: string): Promise<Session> {
    if (await canSee(id)) return { id };
    throw new Failure('NOT_FOUND', 'the session does not exist');
  }

  /** Notes that something will be stored in it. */
  async function use(id: string): Promise<void> {
    if (!isSessionId(id)) throw notConnected();
    const request = { query: useMutation, variables: { input: { sessionId: id } } };
    await askService(bus, 'workflow', request, { viewer, signal });
  }

  return { readStatus: statuses.load, canSee, load, find, use };
}

/** Files come out of a workspace by the hand of the service that runs in it. */
export function requireService({ kind }: Viewer): void {
  if (kind !== 'service') throw new Failure('FORBIDDEN', 'only a service changes a workspace');
}
