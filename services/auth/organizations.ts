import type { Viewer } from '@tributary/runtime/identity';
import type { RowLoader } from '@tributary/runtime/row-loader';
import { isMember } from './membership.ts';

export interface OrganizationRow {
  _id: string;
  name: string;
  createdAt: Date;
}

/** The tenant: it owns accounts, apps and everything below them. */
export interface Organization {
  id: string;
  name: string;
  createdAt: Date;
}

export interface OrganizationsOptions {
  rows: RowLoader<OrganizationRow>;
  viewer: Viewer;
}

const toOrganization = ({ _id, name, createdAt }: OrganizationRow): Organization => ({
  id: _id,
  name,
  createdAt,
});

/** Organizations as the viewer sees them: its own. */
export function createOrganizations({ rows, viewer }: OrganizationsOptions) {
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

  return { load, loadOf };
}
