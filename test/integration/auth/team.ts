import { anonymous, asOperator, type Viewer } from '@tributary/runtime/identity';
import type { SharedServices } from '../../shared.ts';
import { createApp, createMember, type SignedUp, signUp } from './world.ts';

/** An organization with one account of each role, and those who have nothing to do with it. */
export interface Team {
  organizationId: string;
  owner: SignedUp;
  admin: SignedUp;
  member: SignedUp;
  stranger: SignedUp;
  /** Who might call, by what they are to the organization. */
  viewers: Readonly<Record<Caller, Viewer>>;
}

export type Caller =
  | 'owner'
  | 'admin'
  | 'member'
  | 'stranger'
  | 'operator'
  | 'elsewhere'
  | 'app'
  | 'anonymous';

export async function createTeam(services: SharedServices): Promise<Team> {
  const [owner, stranger] = await Promise.all([
    signUp(services, 'owner'),
    signUp(services, 'stranger'),
  ]);
  const { organizationId = '' } = owner.viewer;
  const admin = await createMember(services, owner, 'admin', 'ADMIN');
  const member = await createMember(services, owner, 'member');
  const app = await createApp(services, owner.viewer);
  return {
    ...{ organizationId, owner, admin, member, stranger },
    viewers: {
      owner: owner.viewer,
      admin: admin.viewer,
      member: member.viewer,
      stranger: stranger.viewer,
      operator: asOperator(organizationId),
      elsewhere: asOperator(stranger.viewer.organizationId),
      app: app.viewer,
      anonymous,
    },
  };
}

const mutate = (name: string, input: string, fields: string) =>
  `mutation ($input: ${input}!) { ${name}(input: $input) { ${fields} } }`;

const member = 'member { account { id email isBanned } role }';

/** What is done to the people of an organization. */
export const mutations = {
  updateOrganization: mutate(
    'updateOrganization',
    'UpdateOrganizationInput',
    'organization { id name }',
  ),
  changeMemberRole: mutate('changeMemberRole', 'ChangeMemberRoleInput', member),
  removeMember: mutate('removeMember', 'RemoveMemberInput', 'accountId'),
  banAccount: mutate('banAccount', 'BanAccountInput', 'account { id isBanned }'),
  unbanAccount: mutate('unbanAccount', 'BanAccountInput', 'account { id isBanned }'),
  inviteMember: mutate(
    'inviteMember',
    'InviteMemberInput',
    'invitation { id email role createdAt expiresAt }',
  ),
  revokeInvitation: mutate('revokeInvitation', 'RevokeInvitationInput', 'id'),
  acceptInvitation: mutate(
    'acceptInvitation',
    'AcceptInvitationInput',
    'accessToken refreshToken account { id email name organizationId language }',
  ),
  switchOrganization: mutate(
    'switchOrganization',
    'SwitchOrganizationInput',
    'accessToken refreshToken account { id organizationId }',
  ),
  createOrganization: mutate(
    'createOrganization',
    'CreateOrganizationInput',
    'organization { id name }',
  ),
  createAccount: mutate(
    'createAccount',
    'CreateAccountInput',
    'account { id email name organizationId language isBanned }',
  ),
} as const;

export type MutationName = keyof typeof mutations;

/** The payload of a mutation. */
export async function act<Payload = Record<string, unknown>>(
  services: SharedServices,
  viewer: Viewer,
  name: MutationName,
  input: Record<string, unknown>,
): Promise<Payload> {
  const data = await services.ask<Record<string, Payload>>(viewer, 'auth', mutations[name], {
    input,
  });
  return data[name] as Payload;
}

/** The code that each caller gets for the same; `done` where there is none. */
export async function judge(
  callers: Team['viewers'],
  attempt: (viewer: Viewer) => Promise<unknown>,
): Promise<Record<string, string>> {
  const verdicts: Record<string, string> = {};
  for (const [name, viewer] of Object.entries(callers)) {
    verdicts[name] = await attempt(viewer).then(
      () => 'done',
      (error) => String(error.code),
    );
  }
  return verdicts;
}

export interface Line {
  action: string;
  actor: string;
  target: string;
  details: unknown;
}

interface LogData {
  _entities: [
    {
      auditLog: {
        nodes: {
          action: string;
          actor: { kind: string; name: string | null };
          target: { kind: string; name: string | null };
          details: unknown;
        }[];
      };
    },
  ];
}

const auditQuery = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Organization {
      auditLog(first: 100) { nodes { action actor { kind name } target { kind name } details } }
    }
  }
}`;

/** The audit log of an organization, oldest first; parties as `kind name`. */
export async function readAuditLog(
  services: SharedServices,
  organizationId: string,
): Promise<Line[]> {
  const representations = [{ __typename: 'Organization', id: organizationId }];
  const viewer = asOperator(organizationId);
  const data = await services.ask<LogData>(viewer, 'auth', auditQuery, { representations });
  const party = ({ kind, name }: { kind: string; name: string | null }) =>
    name === null ? kind : `${kind} ${name}`;
  return data._entities[0].auditLog.nodes
    .map(({ action, actor, target, details }) => ({
      ...{ action, actor: party(actor), target: party(target), details },
    }))
    .reverse();
}
