import { trusted } from '@tributary/runtime/store';
import type { Model } from 'mongoose';
import type { OrganizationAuditLogArgs } from './generated/schema.ts';
import type { Memberships } from './memberships.ts';
import { readPageSize } from './text-rule.ts';

/** Who did something, or what it was done to. */
export interface AuditParty {
  kind: string;
  id: string;
  /** As it was called then. */
  name: string | null;
}

export interface AuditRow {
  _id: string;
  organizationId: string;
  at: Date;
  action: string;
  actor: AuditParty;
  target: AuditParty;
  /** Without secrets. */
  details: Record<string, unknown> | null;
}

export interface AuditEntry extends Omit<AuditRow, '_id' | 'organizationId'> {
  id: string;
}

export interface AuditPage {
  nodes: AuditEntry[];
  hasMore: boolean;
}

export interface AuditLogOptions {
  collection: Model<AuditRow>;
  memberships: Memberships;
}

const toEntry = ({ _id, at, action, actor, target, details }: AuditRow): AuditEntry => ({
  id: _id,
  ...{ at, action, actor, target, details },
});

/** Who did what in an organization, for its owners. Lines are written by the outboxes. */
export function createAuditLog({ collection, memberships }: AuditLogOptions) {
  /** Newest first: ids sort by the moment in which the change was made. */
  async function list(
    { id: organizationId }: { id: string },
    page: OrganizationAuditLogArgs,
  ): Promise<AuditPage> {
    const first = readPageSize(page.first ?? 20);
    await memberships.authorizeFor(organizationId, 'OWNER');
    const query = collection.find({ organizationId }).sort({ _id: -1 });
    if (page.after) query.where('_id', trusted({ $lt: page.after }));
    const found = await query.limit(first + 1).lean<AuditRow[]>();
    return { nodes: found.slice(0, first).map(toEntry), hasMore: found.length > first };
  }

  return { list };
}
