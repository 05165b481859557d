import { anonymous, type Viewer } from '@tributary/runtime/identity';
import type { Services } from '../../services.ts';

export interface OpenedSession {
  session: { id: string; status: string; closedAt: string | null };
  key: string;
}

const fields = 'session { id status closedAt }';

/** Sessions as the gateway keeps them for whoever calls. */
export function createKeeper(services: Services, viewer: Viewer = anonymous) {
  async function act<Answer>(name: string, type: string, input: object, answer: string) {
    const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${answer} } }`;
    return (await services.ask<Record<string, Answer>>(viewer, 'workflow', query, { input }))[
      name
    ] as Answer;
  }
  const change = async (name: string, type: string, input: object) =>
    (await act<Pick<OpenedSession, 'session'>>(name, type, input, fields)).session;

  return {
    open: (isPrivate = false) =>
      act<OpenedSession>('openSession', 'OpenSessionInput', { isPrivate }, `${fields} key`),
    renew: (sessionId: string, key: string) =>
      change('renewSession', 'SessionKeyInput', { sessionId, key }),
    close: (sessionId: string, key: string) =>
      change('closeSession', 'SessionKeyInput', { sessionId, key }),
    use: (sessionId: string) => change('useSession', 'UseSessionInput', { sessionId }),
    purge: (sessionId: string) =>
      act('purgeSession', 'UseSessionInput', { sessionId }, 'sessionId'),
    async read(id: string) {
      const query = 'query ($id: ID!) { session(id: $id) { id status closedAt } }';
      return (await services.ask(viewer, 'workflow', query, { id })).session;
    },
  };
}
