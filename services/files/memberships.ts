import type { Bus } from '@tributary/runtime/bus';
import type { Viewer } from '@tributary/runtime/identity';
import { askService } from '@tributary/runtime/subgraph';
import { z } from 'zod';

const membershipsReply = z.object({
  viewer: z
    .object({ memberships: z.array(z.object({ organization: z.object({ id: z.string() }) })) })
    .nullable(),
});
const membershipsQuery = '{ viewer { memberships { organization { id } } } }';

export type Memberships = ReturnType<typeof createMemberships>;

/** Who belongs to which organization, which the auth service alone knows, and knows now. */
export function createMemberships(bus: Bus) {
  async function has(viewer: Viewer, organizationId: string): Promise<boolean> {
    const reply = await askService(bus, 'auth', { query: membershipsQuery }, { viewer });
    const memberships = membershipsReply.parse(reply).viewer?.memberships ?? [];
    return memberships.some(({ organization }) => organization.id === organizationId);
  }

  return { has };
}
