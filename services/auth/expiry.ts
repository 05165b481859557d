import type { Log } from '@tributary/runtime/log';
import { trusted } from '@tributary/runtime/store';
import { startSweep } from '@tributary/runtime/sweep';
import type { Collections } from './collections.ts';

export interface ExpiryOptions {
  collections: Pick<Collections, 'invitations' | 'mailCodes' | 'signIns'>;
  log: Log;
}

const pauseMs = 3_600_000;
/** By then everybody has been told of the end of a sign-in. */
const keptMs = 86_400_000;

/** Removes, now and then, what has expired and is void already. */
export function startExpiry({ collections, log }: ExpiryOptions): AsyncDisposable {
  const { invitations, mailCodes, signIns } = collections;

  async function remove(): Promise<void> {
    const now = Date.now();
    await mailCodes.deleteMany({ expiresAt: trusted({ $lt: new Date(now) }) });
    await signIns.deleteMany({ expiresAt: trusted({ $lt: new Date(now - keptMs) }) });
    // Who accepted or revoked one is told by its outbox alone.
    const told = { outbox: trusted({ $size: 0 }) };
    await invitations.deleteMany({ expiresAt: trusted({ $lt: new Date(now) }), ...told });
  }

  const failed = (err: unknown) => log.warn({ err }, 'expired rows are removed later');
  return startSweep({ sweep: remove, pauseMs, failed });
}
