import type { Viewer } from '@tributary/runtime/identity';
import { limitTexts, listFiles, toHistory } from './engine/context-limits.ts';
import type { RoundContext } from './engine/round-work.ts';
import type { RunFiles } from './run-files.ts';
import type { RunItems } from './run-items.ts';
import type { Run } from './runs.ts';

export type ReadContext = (run: Run) => Promise<RoundContext>;

/** Reads what a round is about: its request, what was said before it, and the owner's files. */
export function createReadContext(options: { items: RunItems; files: RunFiles }): ReadContext {
  return async (run) => {
    const messages = await options.items.list(run, 'message');
    const request = messages.find(
      ({ round, body }) => round === run.currentRound && body.status === 'first',
    );
    const earlier = messages.filter(({ round }) => round < run.currentRound);
    const files = listFiles(request ? [...earlier, request] : earlier);
    return {
      content: request?.body.content ?? '',
      metadata: JSON.parse(run.metadata),
      files,
      texts: limitTexts(await options.files.readTexts(toOwner(run), files)),
      history: toHistory(earlier),
    };
  };
}

const toOwner = ({ ownerId, organizationId, ownerScopes }: Run): Viewer => ({
  id: ownerId,
  kind: 'account',
  scopes: ownerScopes,
  ...(organizationId !== null && { organizationId }),
});
