import { type AccessEvent, accessSubject } from '@tributary/runtime/access-events';
import type { EventLog, IdentifiedEvent } from '@tributary/runtime/event-log';
import type { Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import type { Outbox, OutboxEntry } from '@tributary/runtime/outbox';
import type { RowLoader } from '@tributary/runtime/row-loader';
import { isDuplicateKey } from '@tributary/runtime/store';
import type { Model } from 'mongoose';
import type { AccountRow } from './accounts.ts';
import type { AuditParty, AuditRow } from './audit-log.ts';

/** The collections whose documents have an outbox, each with its relay. */
export type Outboxes = Readonly<Record<OutboxName, Pick<Outbox, 'relay'>>>;
export const outboxNames = [
  'accounts',
  'organizations',
  'memberships',
  'invitations',
  'signIns',
  'apps',
  'apiKeys',
  'mails',
] as const;
export type OutboxName = (typeof outboxNames)[number];

export interface Audited {
  organizationId: string;
  /** `<what>.<verb>`, such as `app.update`. */
  action: string;
  target: AuditParty;
  /** Where it is not the viewer: what a caller without a name proved to be. */
  actor?: AuditParty;
  details?: Record<string, unknown>;
}

/** What a change leaves in the outbox of its document, in the same write as the change itself. */
export interface Changes {
  /** A line of the audit log, by the viewer. */
  audited(entry: Audited): Promise<OutboxEntry>;
  /** Read-your-writes: what was audited is in the log, and what was announced on its way. */
  relay(collection: OutboxName, documentId: string): Promise<void>;
}

export interface ChangesOptions {
  outboxes: Outboxes;
  accountRows: RowLoader<AccountRow>;
  viewer: Viewer;
}

const auditSubject = 'event.audit';

/** Each entry is known by an id of its own, whatever else its document has pending. */
const entryOf = (subject: string, data: unknown): OutboxEntry => ({
  id: `${newId()}:1`,
  subject,
  data,
  at: new Date(),
});

/** Tells the gateways that somebody's access has changed. */
export const announced = (event: AccessEvent): OutboxEntry => entryOf(accessSubject(event), event);

/** Has a mail sent by some auth process. */
export const mailed = (mailId: string): OutboxEntry => entryOf('work.mail', { mailId });

export function createChanges({ outboxes, accountRows, viewer }: ChangesOptions): Changes {
  async function nameOfViewer(): Promise<string | null> {
    return viewer.kind === 'account' ? ((await accountRows.load(viewer.id))?.email ?? null) : null;
  }

  return {
    async audited({ organizationId, action, target, details = {}, ...given }) {
      const { kind, id } = viewer;
      const actor = given.actor ?? { kind, id, name: await nameOfViewer() };
      const row: Omit<AuditRow, '_id' | 'at'> = { organizationId, action, actor, target, details };
      return entryOf(auditSubject, row);
    },
    relay: (collection, documentId) => outboxes[collection].relay(documentId),
  };
}

/**
 * The event log as the outboxes of this service see it: lines of the audit log are rows of their own
 * and go to nobody else. A line that is delivered twice is stored once.
 */
export function withAuditLog(
  events: Pick<EventLog, 'appendOnce'>,
  collection: Model<AuditRow>,
): Pick<EventLog, 'appendOnce'> {
  async function store({ id, data, at }: IdentifiedEvent): Promise<void> {
    const row = { ...(data as Omit<AuditRow, '_id' | 'at'>), _id: id.split(':')[0], at };
    try {
      await collection.create(row);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  return {
    appendOnce: (event, options) =>
      event.subject === auditSubject ? store(event) : events.appendOnce(event, options),
  };
}
