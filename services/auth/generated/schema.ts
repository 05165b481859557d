import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Account as AccountModel } from '../accounts.ts';
import type { Organization as OrganizationModel } from '../organizations.ts';
import type { Membership as MembershipModel } from '../memberships.ts';
import type { Member as MemberModel } from '../members.ts';
import type { App as AppModel } from '../apps.ts';
import type { ApiKey as ApiKeyModel } from '../api-keys.ts';
import type { EndUser as EndUserModel } from '../end-users.ts';
import type { Context } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant in UTC, as an ISO 8601 string with milliseconds. */
  DateTime: { input: Date; output: Date; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
};

export type Query = {
  /** The signed-in account; null to an app, an end user and an anonymous caller. */
  viewer?: Maybe<Account>;
  /** An app of the viewer's organization, or the app that the viewer calls with. */
  app?: Maybe<App>;
  /** What the installation offers to whoever is about to sign in. */
  systemFeatures: SystemFeatures;
  /**
   * Who may open an app's web page; PUBLIC for every app while web app login is off. Fails with BAD_INPUT
   * when neither is given, or there is no such app. The code wins.
   */
  webAppAccessMode: AccessMode;
  /**
   * Whether the holder of a passport may use an app. True without one where nobody is asked; else
   * UNAUTHENTICATED without a valid passport.
   */
  webAppPermission: Scalars['Boolean']['output'];
  /** Whether somebody is signed in, to the installation and to one app. Never fails for a bad token. */
  webAppLoginStatus: WebAppLoginStatus;
  /** What an app's API key stands for; the use is noted. For the gateway alone. */
  apiKeyApp?: Maybe<ApiKeyHolder>;
  /**
   * For whom a passport speaks, after all checks. Fails with UNAUTHENTICATED (reasons
   * `web_sso_auth_required`, `web_app_access_denied`), NOT_FOUND or BAD_INPUT (reason `bad_request`).
   * The code of the app that is called decides the reason for a passport that is none: an empty one too.
   * For the gateway alone.
   */
  passportHolder: PassportHolder;
};


export type QueryAppArgs = {
  id: Scalars['ID']['input'];
};


export type QueryWebAppAccessModeArgs = {
  appId?: InputMaybe<Scalars['ID']['input']>;
  appCode?: InputMaybe<Scalars['String']['input']>;
};


export type QueryWebAppPermissionArgs = {
  appId: Scalars['ID']['input'];
  passport?: InputMaybe<Scalars['String']['input']>;
};


export type QueryWebAppLoginStatusArgs = {
  input: WebAppLoginStatusInput;
};


export type QueryApiKeyAppArgs = {
  key: Scalars['String']['input'];
};


export type QueryPassportHolderArgs = {
  passport: Scalars['String']['input'];
  appCode?: InputMaybe<Scalars['String']['input']>;
};

export type Mutation = {
  /** Creates an account and an organization of its own. FORBIDDEN when sign-up is closed. */
  signUp: SignInPayload;
  /**
   * Wrong passwords slow down the account and the caller's address. Neither the answer nor its time
   * tells whether there is such an account.
   */
  signIn: SignInPayload;
  /** A refresh token is good for one use; the second use of one ends the sign-in for everybody. */
  refreshSignIn: SignInPayload;
  /** Ends this sign-in, or all of the account's; UNAUTHENTICATED to whoever is not signed in. */
  signOut: SignOutPayload;
  /** Ends one sign-in of the viewer. */
  revokeSignIn: RevokeSignInPayload;
  updateAccount: AccountPayload;
  /** Ends all other sign-ins of the account. */
  changePassword: SignInPayload;
  /** Mails a code to the new address, where `confirmEmailChange` gets it from. */
  requestEmailChange: CodePayload;
  confirmEmailChange: AccountPayload;
  /** Mails a code, if there is such an account; the answer is the same if there is none. */
  requestPasswordReset: CodePayload;
  /** Ends all sign-ins of the account. */
  resetPassword: ResetPasswordPayload;
  updateOrganization: OrganizationPayload;
  /**
   * Mails an invitation, which replaces an earlier one to the same address. Only an owner invites
   * owners, and replaces or revokes what invites one.
   */
  inviteMember: InvitationPayload;
  revokeInvitation: RevokeInvitationPayload;
  /**
   * Joins the organization that a mail invited to and signs in. Who has an account gives its password;
   * else name and password are those of the new account. An invitation is good for as long as whoever
   * sent it may give its role.
   */
  acceptInvitation: SignInPayload;
  /** Only an owner makes owners or takes their role; an organization always has one. */
  changeMemberRole: MemberPayload;
  /** Also how a member leaves: everybody may remove themselves, except the last owner. */
  removeMember: RemoveMemberPayload;
  /** Keeps a member from signing in, at once. For accounts whose home the organization is. */
  banAccount: AccountPayload;
  unbanAccount: AccountPayload;
  /** Takes the sign-in to another organization that the account is a member of. */
  switchOrganization: SignInPayload;
  /** The new app answers at once, with the offline model. */
  createApp: AppPayload;
  /** Changes what is given and keeps the rest. */
  updateApp: AppPayload;
  /** Its keys and passports stop working at once. */
  deleteApp: DeleteAppPayload;
  /** Gives the app another public address; passports for the old one stop working. */
  regenerateAppCode: AppPayload;
  /**
   * Who may use the web page of a PRIVATE app, besides the organization's administrators. Members of the
   * organization who are not listed get no passport, but use the app in the graph all the same.
   */
  setAppMembers: AppPayload;
  /** The key is shown once: only its hash is stored. */
  createApiKey: ApiKeyPayload;
  /** Stops working on every gateway within a second. */
  revokeApiKey: RevokeApiKeyPayload;
  /** Signs an account in to web apps: reasons `account_not_found`, `account_banned`, `authentication_failed`. */
  loginToWebApps: WebAppLoginPayload;
  /** Mails a code: reasons `account_not_found`, `email_code_login_rate_limit_exceeded`. */
  sendWebAppLoginCode: CodePayload;
  /**
   * Reasons `email_code_login_rate_limit_exceeded`, `invalid_or_expired_token`, `invalid_email`,
   * `email_code_error`, `account_not_found`.
   */
  loginToWebAppsWithCode: WebAppLoginPayload;
  /** Mails a code: reasons `email_send_ip_limit`, `account_not_found`, `password_reset_rate_limit_exceeded`. */
  sendWebAppResetCode: CodePayload;
  /**
   * The new token carries the right to reset: reasons `email_password_reset_limit`,
   * `invalid_or_expired_token`, `invalid_email`, `email_code_error`.
   */
  verifyWebAppResetCode: VerifyWebAppResetCodePayload;
  /** Reasons `password_mismatch`, `invalid_or_expired_token`, `account_not_found`. */
  resetWebAppPassword: ResetPasswordPayload;
  /** Makes or finds an end user of an app: reason `web_sso_auth_required`. */
  issuePassport: IssuePassportPayload;
  /** The end user of an app by origin and session id; made at first use. For the gateway alone. */
  resolveEndUser: EndUserPayload;
  /** For an operator. */
  createOrganization: OrganizationPayload;
  /** For an operator: an account in the operator's organization, or in one of its own. */
  createAccount: AccountPayload;
  /** For an operator. Ends all sign-ins of the account. */
  setPassword: AccountPayload;
  /** For an operator: the account administers the whole installation, with the scope `site:admin`, from now on. */
  grantSiteAdmin: AccountPayload;
  /** For an operator. */
  revokeSiteAdmin: AccountPayload;
  /** For an operator. */
  rotateSigningKeys: RotateSigningKeysPayload;
};


export type MutationSignUpArgs = {
  input: SignUpInput;
};


export type MutationSignInArgs = {
  input: SignInInput;
};


export type MutationRefreshSignInArgs = {
  input: RefreshSignInInput;
};


export type MutationSignOutArgs = {
  input: SignOutInput;
};


export type MutationRevokeSignInArgs = {
  input: RevokeSignInInput;
};


export type MutationUpdateAccountArgs = {
  input: UpdateAccountInput;
};


export type MutationChangePasswordArgs = {
  input: ChangePasswordInput;
};


export type MutationRequestEmailChangeArgs = {
  input: RequestEmailChangeInput;
};


export type MutationConfirmEmailChangeArgs = {
  input: ConfirmEmailChangeInput;
};


export type MutationRequestPasswordResetArgs = {
  input: RequestPasswordResetInput;
};


export type MutationResetPasswordArgs = {
  input: ResetPasswordInput;
};


export type MutationUpdateOrganizationArgs = {
  input: UpdateOrganizationInput;
};


export type MutationInviteMemberArgs = {
  input: InviteMemberInput;
};


export type MutationRevokeInvitationArgs = {
  input: RevokeInvitationInput;
};


export type MutationAcceptInvitationArgs = {
  input: AcceptInvitationInput;
};


export type MutationChangeMemberRoleArgs = {
  input: ChangeMemberRoleInput;
};


export type MutationRemoveMemberArgs = {
  input: RemoveMemberInput;
};


export type MutationBanAccountArgs = {
  input: BanAccountInput;
};


export type MutationUnbanAccountArgs = {
  input: BanAccountInput;
};


export type MutationSwitchOrganizationArgs = {
  input: SwitchOrganizationInput;
};


export type MutationCreateAppArgs = {
  input: CreateAppInput;
};


export type MutationUpdateAppArgs = {
  input: UpdateAppInput;
};


export type MutationDeleteAppArgs = {
  input: DeleteAppInput;
};


export type MutationRegenerateAppCodeArgs = {
  input: RegenerateAppCodeInput;
};


export type MutationSetAppMembersArgs = {
  input: SetAppMembersInput;
};


export type MutationCreateApiKeyArgs = {
  input: CreateApiKeyInput;
};


export type MutationRevokeApiKeyArgs = {
  input: RevokeApiKeyInput;
};


export type MutationLoginToWebAppsArgs = {
  input: LoginToWebAppsInput;
};


export type MutationSendWebAppLoginCodeArgs = {
  input: SendWebAppCodeInput;
};


export type MutationLoginToWebAppsWithCodeArgs = {
  input: VerifyWebAppCodeInput;
};


export type MutationSendWebAppResetCodeArgs = {
  input: SendWebAppCodeInput;
};


export type MutationVerifyWebAppResetCodeArgs = {
  input: VerifyWebAppCodeInput;
};


export type MutationResetWebAppPasswordArgs = {
  input: ResetWebAppPasswordInput;
};


export type MutationIssuePassportArgs = {
  input: IssuePassportInput;
};


export type MutationResolveEndUserArgs = {
  input: ResolveEndUserInput;
};


export type MutationCreateOrganizationArgs = {
  input: CreateOrganizationInput;
};


export type MutationCreateAccountArgs = {
  input: CreateAccountInput;
};


export type MutationSetPasswordArgs = {
  input: SetPasswordInput;
};


export type MutationGrantSiteAdminArgs = {
  input: SiteAdminInput;
};


export type MutationRevokeSiteAdminArgs = {
  input: SiteAdminInput;
};


export type MutationRotateSigningKeysArgs = {
  input: RotateSigningKeysInput;
};

export type SignUpInput = {
  email: Scalars['String']['input'];
  /** 8 to 128 characters, with a letter and a digit. */
  password: Scalars['String']['input'];
  /** 1 to 255 characters. */
  name: Scalars['String']['input'];
};

export type SignInInput = {
  email: Scalars['String']['input'];
  password: Scalars['String']['input'];
};

export type RefreshSignInInput = {
  refreshToken: Scalars['String']['input'];
};

export type SignInPayload = {
  /** A signed JWT: the bearer for GraphQL and the playground API, the session token of the chats API. */
  accessToken: Scalars['String']['output'];
  expiresAt: Scalars['DateTime']['output'];
  /** Good for one `refreshSignIn`, which gives the next one. */
  refreshToken: Scalars['String']['output'];
  refreshExpiresAt: Scalars['DateTime']['output'];
  account: Account;
};

export type SignOutInput = {
  /** True ends all sign-ins of the account. */
  everywhere?: Scalars['Boolean']['input'];
  /** Of the sign-in that ends, when its access token has expired; else it is not looked at. */
  refreshToken?: InputMaybe<Scalars['String']['input']>;
};

export type SignOutPayload = {
  /** The sign-ins that ended. */
  ids: Array<Scalars['ID']['output']>;
};

export type RevokeSignInInput = {
  id: Scalars['ID']['input'];
};

export type RevokeSignInPayload = {
  id: Scalars['ID']['output'];
};

export type UpdateAccountInput = {
  name?: InputMaybe<Scalars['String']['input']>;
  language?: InputMaybe<Language>;
};

export type AccountPayload = {
  account: Account;
};

export type ChangePasswordInput = {
  currentPassword: Scalars['String']['input'];
  /** 8 to 128 characters, with a letter and a digit. */
  newPassword: Scalars['String']['input'];
};

export type RequestEmailChangeInput = {
  /** The new address. */
  email: Scalars['String']['input'];
  /** The account's password. */
  password: Scalars['String']['input'];
};

export type ConfirmEmailChangeInput = {
  token: Scalars['String']['input'];
  /** 6 digits. */
  code: Scalars['String']['input'];
};

export type RequestPasswordResetInput = {
  email: Scalars['String']['input'];
  language?: InputMaybe<Language>;
};

/** Proof that a code was asked for; the code itself is mailed. */
export type CodePayload = {
  token: Scalars['String']['output'];
};

export type ResetPasswordInput = {
  token: Scalars['String']['input'];
  /** 6 digits. */
  code: Scalars['String']['input'];
  /** 8 to 128 characters, with a letter and a digit. */
  newPassword: Scalars['String']['input'];
};

export type ResetPasswordPayload = {
  email: Scalars['String']['output'];
};

/** The languages of mails. */
export const Language = {
  EnUs: 'EN_US',
  ZhHans: 'ZH_HANS'
} as const;

export type Language = typeof Language[keyof typeof Language];
/** A person who signs in. */
export type Account = {
  id: Scalars['ID']['output'];
  email: Scalars['String']['output'];
  name: Scalars['String']['output'];
  /** The one that the account is signed in to, or was last; to other members, the one they share. */
  organizationId: Scalars['ID']['output'];
  organization: Organization;
  language: Language;
  /** Whether an administrator keeps the account from signing in. */
  isBanned: Scalars['Boolean']['output'];
  /** Whether it administers the whole installation. For an operator. */
  isSiteAdmin: Scalars['Boolean']['output'];
  createdAt: Scalars['DateTime']['output'];
  /** The account's own, newest first; FORBIDDEN to everybody else. */
  signIns: Array<SignIn>;
  /** The account's own, oldest first; FORBIDDEN to everybody else. */
  memberships: Array<Membership>;
};

/** A device or program that an account is signed in with. */
export type SignIn = {
  id: Scalars['ID']['output'];
  createdAt: Scalars['DateTime']['output'];
  lastUsedAt: Scalars['DateTime']['output'];
  expiresAt: Scalars['DateTime']['output'];
  /** From where it was last used. */
  ip?: Maybe<Scalars['String']['output']>;
  userAgent?: Maybe<Scalars['String']['output']>;
  /** Whether the viewer calls with it. */
  isCurrent: Scalars['Boolean']['output'];
};

export const Role = {
  /** Everything, the audit log and the other owners too. */
  Owner: 'OWNER',
  /** Members, apps and keys. */
  Admin: 'ADMIN',
  /** Uses what the organization has. */
  Member: 'MEMBER'
} as const;

export type Role = typeof Role[keyof typeof Role];
export type Membership = {
  organization: Organization;
  role: Role;
  createdAt: Scalars['DateTime']['output'];
};

export type Member = {
  account: Account;
  role: Role;
  createdAt: Scalars['DateTime']['output'];
};

export type MemberPage = {
  nodes: Array<Member>;
  hasMore: Scalars['Boolean']['output'];
};

export type MemberPayload = {
  member: Member;
};

/** The tenant: it owns apps and everything below them, and has accounts as its members. */
export type Organization = {
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  /** Newest first, at most 100 a page. */
  apps: AppPage;
  /** In the order in which they joined, at most 100 a page; `after` is the id of an account. */
  members: MemberPage;
  /** Those that are neither accepted nor expired, newest first, at most 100 a page. */
  invitations: Array<Invitation>;
  /** Who did what, newest first, at most 100 a page. */
  auditLog: AuditPage;
  createdAt: Scalars['DateTime']['output'];
};


/** The tenant: it owns apps and everything below them, and has accounts as its members. */
export type OrganizationAppsArgs = {
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['ID']['input']>;
};


/** The tenant: it owns apps and everything below them, and has accounts as its members. */
export type OrganizationMembersArgs = {
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['ID']['input']>;
};


/** The tenant: it owns apps and everything below them, and has accounts as its members. */
export type OrganizationInvitationsArgs = {
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['ID']['input']>;
};


/** The tenant: it owns apps and everything below them, and has accounts as its members. */
export type OrganizationAuditLogArgs = {
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['ID']['input']>;
};

export type UpdateOrganizationInput = {
  /** 1 to 255 characters. */
  name: Scalars['String']['input'];
};

export type OrganizationPayload = {
  organization: Organization;
};

export type Invitation = {
  id: Scalars['ID']['output'];
  email: Scalars['String']['output'];
  role: Role;
  createdAt: Scalars['DateTime']['output'];
  expiresAt: Scalars['DateTime']['output'];
};

export type InviteMemberInput = {
  email: Scalars['String']['input'];
  role?: Role;
  /** Of the mail; the inviting account's own by default. */
  language?: InputMaybe<Language>;
};

export type InvitationPayload = {
  invitation: Invitation;
};

export type RevokeInvitationInput = {
  id: Scalars['ID']['input'];
};

export type RevokeInvitationPayload = {
  id: Scalars['ID']['output'];
};

export type AcceptInvitationInput = {
  /** From the mail. */
  token: Scalars['String']['input'];
  /** Of an account that is made now. */
  name?: InputMaybe<Scalars['String']['input']>;
  password: Scalars['String']['input'];
};

export type ChangeMemberRoleInput = {
  accountId: Scalars['ID']['input'];
  role: Role;
};

export type RemoveMemberInput = {
  accountId: Scalars['ID']['input'];
};

export type RemoveMemberPayload = {
  accountId: Scalars['ID']['output'];
};

export type BanAccountInput = {
  accountId: Scalars['ID']['input'];
};

export type SwitchOrganizationInput = {
  organizationId: Scalars['ID']['input'];
};

export type AuditPage = {
  nodes: Array<AuditEntry>;
  hasMore: Scalars['Boolean']['output'];
};

/** Something that was done to an account, an app, a key or the organization. */
export type AuditEntry = {
  id: Scalars['ID']['output'];
  at: Scalars['DateTime']['output'];
  /** Such as `app.update` or `member.invite`. */
  action: Scalars['String']['output'];
  actor: AuditParty;
  target: AuditParty;
  /** What changed, without secrets. */
  details?: Maybe<Scalars['JSON']['output']>;
};

export type AuditParty = {
  /** `account`, `operator`, `app`, `apiKey`, `organization` or `invitation`. */
  kind: Scalars['String']['output'];
  id: Scalars['ID']['output'];
  /** As it was called then. */
  name?: Maybe<Scalars['String']['output']>;
};

export type AppPage = {
  nodes: Array<App>;
  hasMore: Scalars['Boolean']['output'];
};

export const AppMode = {
  Chat: 'CHAT',
  Completion: 'COMPLETION',
  AgentChat: 'AGENT_CHAT',
  AdvancedChat: 'ADVANCED_CHAT',
  Workflow: 'WORKFLOW'
} as const;

export type AppMode = typeof AppMode[keyof typeof AppMode];
/**
 * Who may use the app's web page, which is by passports, while web app login is on. In the graph every
 * member of the organization uses the app, whatever its mode.
 */
export const AccessMode = {
  Public: 'PUBLIC',
  /** Its members and the organization's administrators. */
  Private: 'PRIVATE',
  /** Every member of the organization. */
  PrivateAll: 'PRIVATE_ALL',
  /** People whom an external sign-on vouches for. */
  SsoVerified: 'SSO_VERIFIED'
} as const;

export type AccessMode = typeof AccessMode[keyof typeof AccessMode];
/** What an organization publishes: a chat, a completion, an agent or a workflow. */
export type App = {
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  description: Scalars['String']['output'];
  tags: Array<Scalars['String']['output']>;
  mode: AppMode;
  icon?: Maybe<AppIcon>;
  accessMode: AccessMode;
  /** False: every call with one of its API keys is refused. */
  apiEnabled: Scalars['Boolean']['output'];
  /** False: nobody can open its web page. */
  siteEnabled: Scalars['Boolean']['output'];
  /** Answers that may be made at a time; 0 = no limit. */
  maxActiveRequests: Scalars['Int']['output'];
  /** 16 letters and digits, the last segment of the app's public address. */
  code: Scalars['String']['output'];
  organizationId: Scalars['ID']['output'];
  /** The name of the account that created the app. */
  authorName?: Maybe<Scalars['String']['output']>;
  /** Who may use it while it is PRIVATE, at most 1000. */
  members: Array<Account>;
  /** Newest first; the keys themselves are never shown again. */
  apiKeys: Array<ApiKey>;
  createdAt: Scalars['DateTime']['output'];
};

export const AppIconType = {
  Emoji: 'EMOJI',
  Image: 'IMAGE',
  Link: 'LINK'
} as const;

export type AppIconType = typeof AppIconType[keyof typeof AppIconType];
export type AppIcon = {
  type: AppIconType;
  /** An emoji, the id of an uploaded image, or an http(s) address. */
  value: Scalars['String']['output'];
  /** Such as `#FFEAD5`. */
  background?: Maybe<Scalars['String']['output']>;
};

export type AppIconInput = {
  type: AppIconType;
  /** 1 to 1024 characters. */
  value: Scalars['String']['input'];
  background?: InputMaybe<Scalars['String']['input']>;
};

export type ApiKey = {
  id: Scalars['ID']['output'];
  name?: Maybe<Scalars['String']['output']>;
  /** The first characters of the key, to recognise it by. */
  prefix: Scalars['String']['output'];
  createdAt: Scalars['DateTime']['output'];
  /** To the minute; null when it was never used. */
  lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** What a key stands for. */
export type ApiKeyHolder = {
  keyId: Scalars['ID']['output'];
  app: App;
};

/** A person who uses an app without an account, known by (app, origin, session id). */
export type EndUser = {
  id: Scalars['ID']['output'];
  appId: Scalars['ID']['output'];
  /** `service-api` or `web-app`. */
  origin: Scalars['String']['output'];
  /** The integrator's own name for the person. */
  sessionId: Scalars['String']['output'];
  createdAt: Scalars['DateTime']['output'];
};

export type CreateAppInput = {
  /** 1 to 255 characters. */
  name: Scalars['String']['input'];
  mode: AppMode;
  /** At most 4000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** At most 32, of 64 characters. */
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
  icon?: InputMaybe<AppIconInput>;
  accessMode?: InputMaybe<AccessMode>;
};

export type UpdateAppInput = {
  appId: Scalars['ID']['input'];
  name?: InputMaybe<Scalars['String']['input']>;
  description?: InputMaybe<Scalars['String']['input']>;
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
  icon?: InputMaybe<AppIconInput>;
  accessMode?: InputMaybe<AccessMode>;
  apiEnabled?: InputMaybe<Scalars['Boolean']['input']>;
  siteEnabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** 0 to 10000; 0 = no limit. */
  maxActiveRequests?: InputMaybe<Scalars['Int']['input']>;
};

export type AppPayload = {
  app: App;
};

export type DeleteAppInput = {
  appId: Scalars['ID']['input'];
};

export type DeleteAppPayload = {
  appId: Scalars['ID']['output'];
};

export type RegenerateAppCodeInput = {
  appId: Scalars['ID']['input'];
};

export type SetAppMembersInput = {
  appId: Scalars['ID']['input'];
  /** Members of the organization, at most 1000; the web page is closed to those that are not listed. */
  accountIds: Array<Scalars['ID']['input']>;
};

export type CreateApiKeyInput = {
  appId: Scalars['ID']['input'];
  /** 1 to 255 characters, to recognise it by. */
  name?: InputMaybe<Scalars['String']['input']>;
};

export type ApiKeyPayload = {
  id: Scalars['ID']['output'];
  /** `app-` and 24 letters and digits. */
  key: Scalars['String']['output'];
  apiKey: ApiKey;
};

export type RevokeApiKeyInput = {
  id: Scalars['ID']['input'];
};

export type RevokeApiKeyPayload = {
  id: Scalars['ID']['output'];
};

export type SystemFeatures = {
  /** Whether there is any account yet. */
  isSetUp: Scalars['Boolean']['output'];
  /** Whether people may make accounts by themselves. */
  isSignUpOpen: Scalars['Boolean']['output'];
  /** Whether accounts sign in to web apps, and apps may be restricted. */
  isWebAppLoginEnabled: Scalars['Boolean']['output'];
  /** Whether mails leave the installation. */
  isMailSetUp: Scalars['Boolean']['output'];
};

export type LoginToWebAppsInput = {
  email: Scalars['String']['input'];
  password: Scalars['String']['input'];
};

export type WebAppLoginPayload = {
  /** A login token, good for 24 lives of an access token: what passports of restricted apps are issued for. */
  accessToken: Scalars['String']['output'];
};

export type SendWebAppCodeInput = {
  email: Scalars['String']['input'];
  language?: Language;
};

export type VerifyWebAppCodeInput = {
  email: Scalars['String']['input'];
  /** 6 digits. */
  code: Scalars['String']['input'];
  token: Scalars['String']['input'];
};

export type VerifyWebAppResetCodePayload = {
  /** In lower case. */
  email: Scalars['String']['output'];
  token: Scalars['String']['output'];
};

export type ResetWebAppPasswordInput = {
  token: Scalars['String']['input'];
  newPassword: Scalars['String']['input'];
  passwordConfirm: Scalars['String']['input'];
};

export type WebAppLoginStatusInput = {
  /** BAD_INPUT for an unknown one. */
  appCode?: InputMaybe<Scalars['String']['input']>;
  /** The end user's session id that the passport must be for. */
  sessionId?: InputMaybe<Scalars['String']['input']>;
  passport?: InputMaybe<Scalars['String']['input']>;
  loginToken?: InputMaybe<Scalars['String']['input']>;
};

export type WebAppLoginStatus = {
  isLoggedIn: Scalars['Boolean']['output'];
  isLoggedInToApp: Scalars['Boolean']['output'];
};

export type IssuePassportInput = {
  appCode: Scalars['String']['input'];
  /** The session id of the end user; a new one is made without. */
  sessionId?: InputMaybe<Scalars['String']['input']>;
  /** Needed for restricted apps. */
  loginToken?: InputMaybe<Scalars['String']['input']>;
};

export type IssuePassportPayload = {
  passport: Scalars['String']['output'];
};

/** For whom a passport speaks. */
export type PassportHolder = {
  app: App;
  endUser: EndUser;
  /** The account behind it, of a restricted app. */
  accountId?: Maybe<Scalars['ID']['output']>;
};

export type ResolveEndUserInput = {
  appId: Scalars['ID']['input'];
  origin: Scalars['String']['input'];
  /** 1 to 255 characters. */
  sessionId: Scalars['String']['input'];
};

export type EndUserPayload = {
  endUser: EndUser;
};

export type CreateOrganizationInput = {
  name: Scalars['String']['input'];
};

export type CreateAccountInput = {
  email: Scalars['String']['input'];
  password: Scalars['String']['input'];
  name: Scalars['String']['input'];
  /** In the operator's organization; an account alone in its own is always its owner. */
  role?: Role;
};

export type SetPasswordInput = {
  email: Scalars['String']['input'];
  password: Scalars['String']['input'];
};

export type SiteAdminInput = {
  /** Of the account. */
  email: Scalars['String']['input'];
};

export type RotateSigningKeysInput = {
  /** True: tokens of the earlier keys stop working at once. */
  withdraw?: Scalars['Boolean']['input'];
};

export type RotateSigningKeysPayload = {
  /** Of the new key. */
  kid: Scalars['ID']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Account: Account;
  Organization: Organization;
  App: App;
  EndUser: EndUser;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
  Organization:
    ( { __typename: 'Organization' }
    & GraphQLRecursivePick<FederationTypes['Organization'], {"id":true}> );
  App:
    ( { __typename: 'App' }
    & GraphQLRecursivePick<FederationTypes['App'], {"id":true}> );
  EndUser:
    ( { __typename: 'EndUser' }
    & GraphQLRecursivePick<FederationTypes['EndUser'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SignUpInput: SignUpInput;
  SignInInput: SignInInput;
  RefreshSignInInput: RefreshSignInInput;
  SignInPayload: ResolverTypeWrapper<Omit<SignInPayload, 'account'> & { account: ResolversTypes['Account'] }>;
  SignOutInput: SignOutInput;
  SignOutPayload: ResolverTypeWrapper<SignOutPayload>;
  RevokeSignInInput: RevokeSignInInput;
  RevokeSignInPayload: ResolverTypeWrapper<RevokeSignInPayload>;
  UpdateAccountInput: UpdateAccountInput;
  AccountPayload: ResolverTypeWrapper<Omit<AccountPayload, 'account'> & { account: ResolversTypes['Account'] }>;
  ChangePasswordInput: ChangePasswordInput;
  RequestEmailChangeInput: RequestEmailChangeInput;
  ConfirmEmailChangeInput: ConfirmEmailChangeInput;
  RequestPasswordResetInput: RequestPasswordResetInput;
  CodePayload: ResolverTypeWrapper<CodePayload>;
  ResetPasswordInput: ResetPasswordInput;
  ResetPasswordPayload: ResolverTypeWrapper<ResetPasswordPayload>;
  Language: Language;
  Account: ResolverTypeWrapper<AccountModel>;
  SignIn: ResolverTypeWrapper<SignIn>;
  Role: Role;
  Membership: ResolverTypeWrapper<MembershipModel>;
  Member: ResolverTypeWrapper<MemberModel>;
  MemberPage: ResolverTypeWrapper<Omit<MemberPage, 'nodes'> & { nodes: Array<ResolversTypes['Member']> }>;
  MemberPayload: ResolverTypeWrapper<Omit<MemberPayload, 'member'> & { member: ResolversTypes['Member'] }>;
  Organization: ResolverTypeWrapper<OrganizationModel>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  UpdateOrganizationInput: UpdateOrganizationInput;
  OrganizationPayload: ResolverTypeWrapper<Omit<OrganizationPayload, 'organization'> & { organization: ResolversTypes['Organization'] }>;
  Invitation: ResolverTypeWrapper<Invitation>;
  InviteMemberInput: InviteMemberInput;
  InvitationPayload: ResolverTypeWrapper<InvitationPayload>;
  RevokeInvitationInput: RevokeInvitationInput;
  RevokeInvitationPayload: ResolverTypeWrapper<RevokeInvitationPayload>;
  AcceptInvitationInput: AcceptInvitationInput;
  ChangeMemberRoleInput: ChangeMemberRoleInput;
  RemoveMemberInput: RemoveMemberInput;
  RemoveMemberPayload: ResolverTypeWrapper<RemoveMemberPayload>;
  BanAccountInput: BanAccountInput;
  SwitchOrganizationInput: SwitchOrganizationInput;
  AuditPage: ResolverTypeWrapper<AuditPage>;
  AuditEntry: ResolverTypeWrapper<AuditEntry>;
  AuditParty: ResolverTypeWrapper<AuditParty>;
  AppPage: ResolverTypeWrapper<Omit<AppPage, 'nodes'> & { nodes: Array<ResolversTypes['App']> }>;
  AppMode: AppMode;
  AccessMode: AccessMode;
  App: ResolverTypeWrapper<AppModel>;
  AppIconType: AppIconType;
  AppIcon: ResolverTypeWrapper<AppIcon>;
  AppIconInput: AppIconInput;
  ApiKey: ResolverTypeWrapper<ApiKeyModel>;
  ApiKeyHolder: ResolverTypeWrapper<Omit<ApiKeyHolder, 'app'> & { app: ResolversTypes['App'] }>;
  EndUser: ResolverTypeWrapper<EndUserModel>;
  CreateAppInput: CreateAppInput;
  UpdateAppInput: UpdateAppInput;
  AppPayload: ResolverTypeWrapper<Omit<AppPayload, 'app'> & { app: ResolversTypes['App'] }>;
  DeleteAppInput: DeleteAppInput;
  DeleteAppPayload: ResolverTypeWrapper<DeleteAppPayload>;
  RegenerateAppCodeInput: RegenerateAppCodeInput;
  SetAppMembersInput: SetAppMembersInput;
  CreateApiKeyInput: CreateApiKeyInput;
  ApiKeyPayload: ResolverTypeWrapper<Omit<ApiKeyPayload, 'apiKey'> & { apiKey: ResolversTypes['ApiKey'] }>;
  RevokeApiKeyInput: RevokeApiKeyInput;
  RevokeApiKeyPayload: ResolverTypeWrapper<RevokeApiKeyPayload>;
  SystemFeatures: ResolverTypeWrapper<SystemFeatures>;
  LoginToWebAppsInput: LoginToWebAppsInput;
  WebAppLoginPayload: ResolverTypeWrapper<WebAppLoginPayload>;
  SendWebAppCodeInput: SendWebAppCodeInput;
  VerifyWebAppCodeInput: VerifyWebAppCodeInput;
  VerifyWebAppResetCodePayload: ResolverTypeWrapper<VerifyWebAppResetCodePayload>;
  ResetWebAppPasswordInput: ResetWebAppPasswordInput;
  WebAppLoginStatusInput: WebAppLoginStatusInput;
  WebAppLoginStatus: ResolverTypeWrapper<WebAppLoginStatus>;
  IssuePassportInput: IssuePassportInput;
  IssuePassportPayload: ResolverTypeWrapper<IssuePassportPayload>;
  PassportHolder: ResolverTypeWrapper<Omit<PassportHolder, 'app' | 'endUser'> & { app: ResolversTypes['App'], endUser: ResolversTypes['EndUser'] }>;
  ResolveEndUserInput: ResolveEndUserInput;
  EndUserPayload: ResolverTypeWrapper<Omit<EndUserPayload, 'endUser'> & { endUser: ResolversTypes['EndUser'] }>;
  CreateOrganizationInput: CreateOrganizationInput;
  CreateAccountInput: CreateAccountInput;
  SetPasswordInput: SetPasswordInput;
  SiteAdminInput: SiteAdminInput;
  RotateSigningKeysInput: RotateSigningKeysInput;
  RotateSigningKeysPayload: ResolverTypeWrapper<RotateSigningKeysPayload>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  JSON: Scalars['JSON']['output'];
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Mutation: Record<PropertyKey, never>;
  SignUpInput: SignUpInput;
  SignInInput: SignInInput;
  RefreshSignInInput: RefreshSignInInput;
  SignInPayload: Omit<SignInPayload, 'account'> & { account: ResolversParentTypes['Account'] };
  SignOutInput: SignOutInput;
  SignOutPayload: SignOutPayload;
  RevokeSignInInput: RevokeSignInInput;
  RevokeSignInPayload: RevokeSignInPayload;
  UpdateAccountInput: UpdateAccountInput;
  AccountPayload: Omit<AccountPayload, 'account'> & { account: ResolversParentTypes['Account'] };
  ChangePasswordInput: ChangePasswordInput;
  RequestEmailChangeInput: RequestEmailChangeInput;
  ConfirmEmailChangeInput: ConfirmEmailChangeInput;
  RequestPasswordResetInput: RequestPasswordResetInput;
  CodePayload: CodePayload;
  ResetPasswordInput: ResetPasswordInput;
  ResetPasswordPayload: ResetPasswordPayload;
  Account: AccountModel;
  SignIn: SignIn;
  Membership: MembershipModel;
  Member: MemberModel;
  MemberPage: Omit<MemberPage, 'nodes'> & { nodes: Array<ResolversParentTypes['Member']> };
  MemberPayload: Omit<MemberPayload, 'member'> & { member: ResolversParentTypes['Member'] };
  Organization: OrganizationModel;
  Int: Scalars['Int']['output'];
  UpdateOrganizationInput: UpdateOrganizationInput;
  OrganizationPayload: Omit<OrganizationPayload, 'organization'> & { organization: ResolversParentTypes['Organization'] };
  Invitation: Invitation;
  InviteMemberInput: InviteMemberInput;
  InvitationPayload: InvitationPayload;
  RevokeInvitationInput: RevokeInvitationInput;
  RevokeInvitationPayload: RevokeInvitationPayload;
  AcceptInvitationInput: AcceptInvitationInput;
  ChangeMemberRoleInput: ChangeMemberRoleInput;
  RemoveMemberInput: RemoveMemberInput;
  RemoveMemberPayload: RemoveMemberPayload;
  BanAccountInput: BanAccountInput;
  SwitchOrganizationInput: SwitchOrganizationInput;
  AuditPage: AuditPage;
  AuditEntry: AuditEntry;
  AuditParty: AuditParty;
  AppPage: Omit<AppPage, 'nodes'> & { nodes: Array<ResolversParentTypes['App']> };
  App: AppModel;
  AppIcon: AppIcon;
  AppIconInput: AppIconInput;
  ApiKey: ApiKeyModel;
  ApiKeyHolder: Omit<ApiKeyHolder, 'app'> & { app: ResolversParentTypes['App'] };
  EndUser: EndUserModel;
  CreateAppInput: CreateAppInput;
  UpdateAppInput: UpdateAppInput;
  AppPayload: Omit<AppPayload, 'app'> & { app: ResolversParentTypes['App'] };
  DeleteAppInput: DeleteAppInput;
  DeleteAppPayload: DeleteAppPayload;
  RegenerateAppCodeInput: RegenerateAppCodeInput;
  SetAppMembersInput: SetAppMembersInput;
  CreateApiKeyInput: CreateApiKeyInput;
  ApiKeyPayload: Omit<ApiKeyPayload, 'apiKey'> & { apiKey: ResolversParentTypes['ApiKey'] };
  RevokeApiKeyInput: RevokeApiKeyInput;
  RevokeApiKeyPayload: RevokeApiKeyPayload;
  SystemFeatures: SystemFeatures;
  LoginToWebAppsInput: LoginToWebAppsInput;
  WebAppLoginPayload: WebAppLoginPayload;
  SendWebAppCodeInput: SendWebAppCodeInput;
  VerifyWebAppCodeInput: VerifyWebAppCodeInput;
  VerifyWebAppResetCodePayload: VerifyWebAppResetCodePayload;
  ResetWebAppPasswordInput: ResetWebAppPasswordInput;
  WebAppLoginStatusInput: WebAppLoginStatusInput;
  WebAppLoginStatus: WebAppLoginStatus;
  IssuePassportInput: IssuePassportInput;
  IssuePassportPayload: IssuePassportPayload;
  PassportHolder: Omit<PassportHolder, 'app' | 'endUser'> & { app: ResolversParentTypes['App'], endUser: ResolversParentTypes['EndUser'] };
  ResolveEndUserInput: ResolveEndUserInput;
  EndUserPayload: Omit<EndUserPayload, 'endUser'> & { endUser: ResolversParentTypes['EndUser'] };
  CreateOrganizationInput: CreateOrganizationInput;
  CreateAccountInput: CreateAccountInput;
  SetPasswordInput: SetPasswordInput;
  SiteAdminInput: SiteAdminInput;
  RotateSigningKeysInput: RotateSigningKeysInput;
  RotateSigningKeysPayload: RotateSigningKeysPayload;
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
};

export type LinkDirectiveArgs = {
  url: Scalars['String']['input'];
  import?: Maybe<Array<Scalars['String']['input']>>;
};

export type LinkDirectiveResolver<Result, Parent, ContextType = Context, Args = LinkDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ShareableDirectiveArgs = { };

export type ShareableDirectiveResolver<Result, Parent, ContextType = Context, Args = ShareableDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type InaccessibleDirectiveArgs = { };

export type InaccessibleDirectiveResolver<Result, Parent, ContextType = Context, Args = InaccessibleDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AuthenticatedDirectiveArgs = { };

export type AuthenticatedDirectiveResolver<Result, Parent, ContextType = Context, Args = AuthenticatedDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RequiresScopesDirectiveArgs = {
  scopes: Array<Array<Scalars['String']['input']>>;
};

export type RequiresScopesDirectiveResolver<Result, Parent, ContextType = Context, Args = RequiresScopesDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  viewer?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  app?: Resolver<Maybe<ResolversTypes['App']>, ParentType, ContextType, RequireFields<QueryAppArgs, 'id'>>;
  systemFeatures?: Resolver<ResolversTypes['SystemFeatures'], ParentType, ContextType>;
  webAppAccessMode?: Resolver<ResolversTypes['AccessMode'], ParentType, ContextType, Partial<QueryWebAppAccessModeArgs>>;
  webAppPermission?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<QueryWebAppPermissionArgs, 'appId'>>;
  webAppLoginStatus?: Resolver<ResolversTypes['WebAppLoginStatus'], ParentType, ContextType, RequireFields<QueryWebAppLoginStatusArgs, 'input'>>;
  apiKeyApp?: Resolver<Maybe<ResolversTypes['ApiKeyHolder']>, ParentType, ContextType, RequireFields<QueryApiKeyAppArgs, 'key'>>;
  passportHolder?: Resolver<ResolversTypes['PassportHolder'], ParentType, ContextType, RequireFields<QueryPassportHolderArgs, 'passport'>>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  signUp?: Resolver<ResolversTypes['SignInPayload'], ParentType, ContextType, RequireFields<MutationSignUpArgs, 'input'>>;
  signIn?: Resolver<ResolversTypes['SignInPayload'], ParentType, ContextType, RequireFields<MutationSignInArgs, 'input'>>;
  refreshSignIn?: Resolver<ResolversTypes['SignInPayload'], ParentType, ContextType, RequireFields<MutationRefreshSignInArgs, 'input'>>;
  signOut?: Resolver<ResolversTypes['SignOutPayload'], ParentType, ContextType, RequireFields<MutationSignOutArgs, 'input'>>;
  revokeSignIn?: Resolver<ResolversTypes['RevokeSignInPayload'], ParentType, ContextType, RequireFields<MutationRevokeSignInArgs, 'input'>>;
  updateAccount?: Resolver<ResolversTypes['AccountPayload'], ParentType, ContextType, RequireFields<MutationUpdateAccountArgs, 'input'>>;
  changePassword?: Resolver<ResolversTypes['SignInPayload'], ParentType, ContextType, RequireFields<MutationChangePasswordArgs, 'input'>>;
  requestEmailChange?: Resolver<ResolversTypes['CodePayload'], ParentType, ContextType, RequireFields<MutationRequestEmailChangeArgs, 'input'>>;
  confirmEmailChange?: Resolver<ResolversTypes['AccountPayload'], ParentType, ContextType, RequireFields<MutationConfirmEmailChangeArgs, 'input'>>;
  requestPasswordReset?: Resolver<ResolversTypes['CodePayload'], ParentType, ContextType, RequireFields<MutationRequestPasswordResetArgs, 'input'>>;
  resetPassword?: Resolver<ResolversTypes['ResetPasswordPayload'], ParentType, ContextType, RequireFields<MutationResetPasswordArgs, 'input'>>;
  updateOrganization?: Resolver<ResolversTypes['OrganizationPayload'], ParentType, ContextType, RequireFields<MutationUpdateOrganizationArgs, 'input'>>;
  inviteMember?: Resolver<ResolversTypes['InvitationPayload'], ParentType, ContextType, RequireFields<MutationInviteMemberArgs, 'input'>>;
  revokeInvitation?: Resolver<ResolversTypes['RevokeInvitationPayload'], ParentType, ContextType, RequireFields<MutationRevokeInvitationArgs, 'input'>>;
  acceptInvitation?: Resolver<ResolversTypes['SignInPayload'], ParentType, ContextType, RequireFields<MutationAcceptInvitationArgs, 'input'>>;
  changeMemberRole?: Resolver<ResolversTypes['MemberPayload'], ParentType, ContextType, RequireFields<MutationChangeMemberRoleArgs, 'input'>>;
  removeMember?: Resolver<ResolversTypes['RemoveMemberPayload'], ParentType, ContextType, RequireFields<MutationRemoveMemberArgs, 'input'>>;
  banAccount?: Resolver<ResolversTypes['AccountPayload'], ParentType, ContextType, RequireFields<MutationBanAccountArgs, 'input'>>;
  unbanAccount?: Resolver<ResolversTypes['AccountPayload'], ParentType, ContextType, RequireFields<MutationUnbanAccountArgs, 'input'>>;
  switchOrganization?: Resolver<ResolversTypes['SignInPayload'], ParentType, ContextType, RequireFields<MutationSwitchOrganizationArgs, 'input'>>;
  createApp?: Resolver<ResolversTypes['AppPayload'], ParentType, ContextType, RequireFields<MutationCreateAppArgs, 'input'>>;
  updateApp?: Resolver<ResolversTypes['AppPayload'], ParentType, ContextType, RequireFields<MutationUpdateAppArgs, 'input'>>;
  deleteApp?: Resolver<ResolversTypes['DeleteAppPayload'], ParentType, ContextType, RequireFields<MutationDeleteAppArgs, 'input'>>;
  regenerateAppCode?: Resolver<ResolversTypes['AppPayload'], ParentType, ContextType, RequireFields<MutationRegenerateAppCodeArgs, 'input'>>;
  setAppMembers?: Resolver<ResolversTypes['AppPayload'], ParentType, ContextType, RequireFields<MutationSetAppMembersArgs, 'input'>>;
  createApiKey?: Resolver<ResolversTypes['ApiKeyPayload'], ParentType, ContextType, RequireFields<MutationCreateApiKeyArgs, 'input'>>;
  revokeApiKey?: Resolver<ResolversTypes['RevokeApiKeyPayload'], ParentType, ContextType, RequireFields<MutationRevokeApiKeyArgs, 'input'>>;
  loginToWebApps?: Resolver<ResolversTypes['WebAppLoginPayload'], ParentType, ContextType, RequireFields<MutationLoginToWebAppsArgs, 'input'>>;
  sendWebAppLoginCode?: Resolver<ResolversTypes['CodePayload'], ParentType, ContextType, RequireFields<MutationSendWebAppLoginCodeArgs, 'input'>>;
  loginToWebAppsWithCode?: Resolver<ResolversTypes['WebAppLoginPayload'], ParentType, ContextType, RequireFields<MutationLoginToWebAppsWithCodeArgs, 'input'>>;
  sendWebAppResetCode?: Resolver<ResolversTypes['CodePayload'], ParentType, ContextType, RequireFields<MutationSendWebAppResetCodeArgs, 'input'>>;
  verifyWebAppResetCode?: Resolver<ResolversTypes['VerifyWebAppResetCodePayload'], ParentType, ContextType, RequireFields<MutationVerifyWebAppResetCodeArgs, 'input'>>;
  resetWebAppPassword?: Resolver<ResolversTypes['ResetPasswordPayload'], ParentType, ContextType, RequireFields<MutationResetWebAppPasswordArgs, 'input'>>;
  issuePassport?: Resolver<ResolversTypes['IssuePassportPayload'], ParentType, ContextType, RequireFields<MutationIssuePassportArgs, 'input'>>;
  resolveEndUser?: Resolver<ResolversTypes['EndUserPayload'], ParentType, ContextType, RequireFields<MutationResolveEndUserArgs, 'input'>>;
  createOrganization?: Resolver<ResolversTypes['OrganizationPayload'], ParentType, ContextType, RequireFields<MutationCreateOrganizationArgs, 'input'>>;
  createAccount?: Resolver<ResolversTypes['AccountPayload'], ParentType, ContextType, RequireFields<MutationCreateAccountArgs, 'input'>>;
  setPassword?: Resolver<ResolversTypes['AccountPayload'], ParentType, ContextType, RequireFields<MutationSetPasswordArgs, 'input'>>;
  grantSiteAdmin?: Resolver<ResolversTypes['AccountPayload'], ParentType, ContextType, RequireFields<MutationGrantSiteAdminArgs, 'input'>>;
  revokeSiteAdmin?: Resolver<ResolversTypes['AccountPayload'], ParentType, ContextType, RequireFields<MutationRevokeSiteAdminArgs, 'input'>>;
  rotateSigningKeys?: Resolver<ResolversTypes['RotateSigningKeysPayload'], ParentType, ContextType, RequireFields<MutationRotateSigningKeysArgs, 'input'>>;
};

export type SignInPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignInPayload'] = ResolversParentTypes['SignInPayload']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  refreshToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  refreshExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
};

export type SignOutPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignOutPayload'] = ResolversParentTypes['SignOutPayload']> = {
  ids?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type RevokeSignInPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevokeSignInPayload'] = ResolversParentTypes['RevokeSignInPayload']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type AccountPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountPayload'] = ResolversParentTypes['AccountPayload']> = {
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
};

export type CodePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CodePayload'] = ResolversParentTypes['CodePayload']> = {
  token?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ResetPasswordPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResetPasswordPayload'] = ResolversParentTypes['ResetPasswordPayload']> = {
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  organizationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  organization?: Resolver<ResolversTypes['Organization'], ParentType, ContextType>;
  language?: Resolver<ResolversTypes['Language'], ParentType, ContextType>;
  isBanned?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isSiteAdmin?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  signIns?: Resolver<Array<ResolversTypes['SignIn']>, ParentType, ContextType>;
  memberships?: Resolver<Array<ResolversTypes['Membership']>, ParentType, ContextType>;
};

export type SignInResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignIn'] = ResolversParentTypes['SignIn']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  ip?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isCurrent?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type MembershipResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Membership'] = ResolversParentTypes['Membership']> = {
  organization?: Resolver<ResolversTypes['Organization'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['Role'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type MemberResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Member'] = ResolversParentTypes['Member']> = {
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['Role'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type MemberPageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemberPage'] = ResolversParentTypes['MemberPage']> = {
  nodes?: Resolver<Array<ResolversTypes['Member']>, ParentType, ContextType>;
  hasMore?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type MemberPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemberPayload'] = ResolversParentTypes['MemberPayload']> = {
  member?: Resolver<ResolversTypes['Member'], ParentType, ContextType>;
};

export type OrganizationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Organization'] = ResolversParentTypes['Organization'], FederationReferenceType extends FederationReferenceTypes['Organization'] = FederationReferenceTypes['Organization']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Organization']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  apps?: Resolver<ResolversTypes['AppPage'], ParentType, ContextType, RequireFields<OrganizationAppsArgs, 'first'>>;
  members?: Resolver<ResolversTypes['MemberPage'], ParentType, ContextType, RequireFields<OrganizationMembersArgs, 'first'>>;
  invitations?: Resolver<Array<ResolversTypes['Invitation']>, ParentType, ContextType, RequireFields<OrganizationInvitationsArgs, 'first'>>;
  auditLog?: Resolver<ResolversTypes['AuditPage'], ParentType, ContextType, RequireFields<OrganizationAuditLogArgs, 'first'>>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type OrganizationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrganizationPayload'] = ResolversParentTypes['OrganizationPayload']> = {
  organization?: Resolver<ResolversTypes['Organization'], ParentType, ContextType>;
};

export type InvitationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Invitation'] = ResolversParentTypes['Invitation']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['Role'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type InvitationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvitationPayload'] = ResolversParentTypes['InvitationPayload']> = {
  invitation?: Resolver<ResolversTypes['Invitation'], ParentType, ContextType>;
};

export type RevokeInvitationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevokeInvitationPayload'] = ResolversParentTypes['RevokeInvitationPayload']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type RemoveMemberPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RemoveMemberPayload'] = ResolversParentTypes['RemoveMemberPayload']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type AuditPageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditPage'] = ResolversParentTypes['AuditPage']> = {
  nodes?: Resolver<Array<ResolversTypes['AuditEntry']>, ParentType, ContextType>;
  hasMore?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type AuditEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEntry'] = ResolversParentTypes['AuditEntry']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  action?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  actor?: Resolver<ResolversTypes['AuditParty'], ParentType, ContextType>;
  target?: Resolver<ResolversTypes['AuditParty'], ParentType, ContextType>;
  details?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
};

export type AuditPartyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditParty'] = ResolversParentTypes['AuditParty']> = {
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AppPageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AppPage'] = ResolversParentTypes['AppPage']> = {
  nodes?: Resolver<Array<ResolversTypes['App']>, ParentType, ContextType>;
  hasMore?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type AppResolvers<ContextType = Context, ParentType extends ResolversParentTypes['App'] = ResolversParentTypes['App'], FederationReferenceType extends FederationReferenceTypes['App'] = FederationReferenceTypes['App']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['App']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tags?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['AppMode'], ParentType, ContextType>;
  icon?: Resolver<Maybe<ResolversTypes['AppIcon']>, ParentType, ContextType>;
  accessMode?: Resolver<ResolversTypes['AccessMode'], ParentType, ContextType>;
  apiEnabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  siteEnabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  maxActiveRequests?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  organizationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  authorName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  members?: Resolver<Array<ResolversTypes['Account']>, ParentType, ContextType>;
  apiKeys?: Resolver<Array<ResolversTypes['ApiKey']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type AppIconResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AppIcon'] = ResolversParentTypes['AppIcon']> = {
  type?: Resolver<ResolversTypes['AppIconType'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  background?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ApiKeyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKey'] = ResolversParentTypes['ApiKey']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  prefix?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ApiKeyHolderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKeyHolder'] = ResolversParentTypes['ApiKeyHolder']> = {
  keyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  app?: Resolver<ResolversTypes['App'], ParentType, ContextType>;
};

export type EndUserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EndUser'] = ResolversParentTypes['EndUser'], FederationReferenceType extends FederationReferenceTypes['EndUser'] = FederationReferenceTypes['EndUser']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['EndUser']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  appId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  origin?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sessionId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type AppPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AppPayload'] = ResolversParentTypes['AppPayload']> = {
  app?: Resolver<ResolversTypes['App'], ParentType, ContextType>;
};

export type DeleteAppPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteAppPayload'] = ResolversParentTypes['DeleteAppPayload']> = {
  appId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ApiKeyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKeyPayload'] = ResolversParentTypes['ApiKeyPayload']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  apiKey?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
};

export type RevokeApiKeyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevokeApiKeyPayload'] = ResolversParentTypes['RevokeApiKeyPayload']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type SystemFeaturesResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SystemFeatures'] = ResolversParentTypes['SystemFeatures']> = {
  isSetUp?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isSignUpOpen?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isWebAppLoginEnabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isMailSetUp?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type WebAppLoginPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WebAppLoginPayload'] = ResolversParentTypes['WebAppLoginPayload']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type VerifyWebAppResetCodePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VerifyWebAppResetCodePayload'] = ResolversParentTypes['VerifyWebAppResetCodePayload']> = {
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  token?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type WebAppLoginStatusResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WebAppLoginStatus'] = ResolversParentTypes['WebAppLoginStatus']> = {
  isLoggedIn?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isLoggedInToApp?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type IssuePassportPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IssuePassportPayload'] = ResolversParentTypes['IssuePassportPayload']> = {
  passport?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PassportHolderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PassportHolder'] = ResolversParentTypes['PassportHolder']> = {
  app?: Resolver<ResolversTypes['App'], ParentType, ContextType>;
  endUser?: Resolver<ResolversTypes['EndUser'], ParentType, ContextType>;
  accountId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type EndUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EndUserPayload'] = ResolversParentTypes['EndUserPayload']> = {
  endUser?: Resolver<ResolversTypes['EndUser'], ParentType, ContextType>;
};

export type RotateSigningKeysPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RotateSigningKeysPayload'] = ResolversParentTypes['RotateSigningKeysPayload']> = {
  kid?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  SignInPayload?: SignInPayloadResolvers<ContextType>;
  SignOutPayload?: SignOutPayloadResolvers<ContextType>;
  RevokeSignInPayload?: RevokeSignInPayloadResolvers<ContextType>;
  AccountPayload?: AccountPayloadResolvers<ContextType>;
  CodePayload?: CodePayloadResolvers<ContextType>;
  ResetPasswordPayload?: ResetPasswordPayloadResolvers<ContextType>;
  Account?: AccountResolvers<ContextType>;
  SignIn?: SignInResolvers<ContextType>;
  Membership?: MembershipResolvers<ContextType>;
  Member?: MemberResolvers<ContextType>;
  MemberPage?: MemberPageResolvers<ContextType>;
  MemberPayload?: MemberPayloadResolvers<ContextType>;
  Organization?: OrganizationResolvers<ContextType>;
  OrganizationPayload?: OrganizationPayloadResolvers<ContextType>;
  Invitation?: InvitationResolvers<ContextType>;
  InvitationPayload?: InvitationPayloadResolvers<ContextType>;
  RevokeInvitationPayload?: RevokeInvitationPayloadResolvers<ContextType>;
  RemoveMemberPayload?: RemoveMemberPayloadResolvers<ContextType>;
  AuditPage?: AuditPageResolvers<ContextType>;
  AuditEntry?: AuditEntryResolvers<ContextType>;
  AuditParty?: AuditPartyResolvers<ContextType>;
  AppPage?: AppPageResolvers<ContextType>;
  App?: AppResolvers<ContextType>;
  AppIcon?: AppIconResolvers<ContextType>;
  ApiKey?: ApiKeyResolvers<ContextType>;
  ApiKeyHolder?: ApiKeyHolderResolvers<ContextType>;
  EndUser?: EndUserResolvers<ContextType>;
  AppPayload?: AppPayloadResolvers<ContextType>;
  DeleteAppPayload?: DeleteAppPayloadResolvers<ContextType>;
  ApiKeyPayload?: ApiKeyPayloadResolvers<ContextType>;
  RevokeApiKeyPayload?: RevokeApiKeyPayloadResolvers<ContextType>;
  SystemFeatures?: SystemFeaturesResolvers<ContextType>;
  WebAppLoginPayload?: WebAppLoginPayloadResolvers<ContextType>;
  VerifyWebAppResetCodePayload?: VerifyWebAppResetCodePayloadResolvers<ContextType>;
  WebAppLoginStatus?: WebAppLoginStatusResolvers<ContextType>;
  IssuePassportPayload?: IssuePassportPayloadResolvers<ContextType>;
  PassportHolder?: PassportHolderResolvers<ContextType>;
  EndUserPayload?: EndUserPayloadResolvers<ContextType>;
  RotateSigningKeysPayload?: RotateSigningKeysPayloadResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  link?: LinkDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  inaccessible?: InaccessibleDirectiveResolver<any, any, ContextType>;
  authenticated?: AuthenticatedDirectiveResolver<any, any, ContextType>;
  requiresScopes?: RequiresScopesDirectiveResolver<any, any, ContextType>;
};
