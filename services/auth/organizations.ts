import type { Viewer } from '@tributary/runtime/identity';
import { newId } from '@tributary/runtime/ids';
import type { OutboxEntry } from '@tributary/runtime/outbox';
import type { RowLoader } from '@tributary/runtime/row-loader';
import type { Model } from 'mongoose';
import type { Changes } from './changes.ts';
import type { CreateOrganizationInput, UpdateOrganizationInput } from './generated/schema.ts';
import { checkOperator, isMember } from './membership.ts';
import type { Memberships } from './memberships.ts';
import { readLine } from './text-rule.ts';

export interface OrganizationRow {
  _id: string;
  name: string;
  /** Rises whenever its owners may change, so that two such changes at once collide. */
  ownerChanges: number;
  createdAt: Date;
  outbox: OutboxEntry[];
}

/** The tenant: it owns accounts, apps and everything below them. */
export interface Organization {
  id: string;
  name: string;
  createdAt: Date;
}

export interface OrganizationsOptions {
  collection: Model<OrganizationRow>;
  rows: RowLoader<OrganizationRow>;
  memberships: Memberships;
  changes: Changes;
  viewer: Viewer;
}

const toOrganization = ({ _id, name, createdAt }: OrganizationRow): Organization => ({
  id: _id,
  name,
  createdAt,
});

const readName = (name: string): string => readLine(name, { field: 'name', max: 255 });

/** Organizations as the viewer sees them: its own. */
export function createOrganizations(options: OrganizationsOptions) {
  const { collection, rows, memberships, changes, viewer } = options;

  async function load(id: string): Promise<Organization | null> {
    const row = await rows.load(id);
    return row && (viewer.kind === 'service' || isMember(viewer, id)) ? toOrganization(row) : null;
  }

  /** The organization of what the viewer was given: its name is no secret then. */
  async function loadOf({ organizationId }: { organizationId: string }): Promise<Organization> {
    const row = await rows.load(organizationId);
    if (!row) throw new Error(`organization ${organizationId} is lost`);
    return toOrganization(row);
  }

  /** For an operator: nobody is in it yet, not even an owner. */
  async function create(input: CreateOrganizationInput): Promise<{ organization: Organization }> {
    checkOperator(viewer);
    const [id, name, createdAt] = [newId(), readName(input.name), new Date()];
    const target = { kind: 'organization', id, name };
    const action = 'organization.create';
    const outbox = [await changes.audited({ organizationId: id, action, target })];
    await collection.create({ _id: id, name, createdAt, outbox });
    await changes.relay('organizations', id);
    return { organization: { id, name, createdAt } };
  }

  async function update(input: UpdateOrganizationInput): Promise<{ organization: Organization }> {
    const { organizationId } = await memberships.authorize('ADMIN');
    const name = readName(input.name);
    const before = await loadOf({ organizationId });
    const entry = await changes.audited({
      organizationId,
      action: 'organization.update',
      target: { kind: 'organization', id: organizationId, name },
      details: { name: { from: before.name, to: name } },
    });
    await collection.updateOne(
      { _id: organizationId },
      { $set: { name }, $push: { outbox: entry } },
    );
    rows.clear(organizationId);
    await changes.relay('organizations', organizationId);
    return { organization: { ...before, name } };
  }

  return { load, loadOf, create, update };
}
