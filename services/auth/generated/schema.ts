import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Account as AccountModel } from '../accounts.ts';
import type { Organization as OrganizationModel } from '../organizations.ts';
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
};

export type Query = {
  /** The signed-in account; null to an app, an end user and an anonymous caller. */
  viewer?: Maybe<Account>;
  /** An app of the viewer's organization, or the app that the viewer calls with. */
  app?: Maybe<App>;
  /** What an app's API key stands for. For the gateway alone. */
  apiKeyApp?: Maybe<App>;
};


export type QueryAppArgs = {
  id: Scalars['ID']['input'];
};


export type QueryApiKeyAppArgs = {
  key: Scalars['String']['input'];
};

export type Mutation = {
  /** Creates an account and an organization of its own. */
  signUp: SignInPayload;
  signIn: SignInPayload;
  /** The new app answers at once, with the offline model. */
  createApp: AppPayload;
  /** Changes what is given and keeps the rest. */
  updateApp: AppPayload;
  /** The key is shown once: only its hash is stored. */
  createApiKey: ApiKeyPayload;
  revokeApiKey: RevokeApiKeyPayload;
  /** The end user of an app by origin and session id; made at first use. For the gateway alone. */
  resolveEndUser: EndUserPayload;
};


export type MutationSignUpArgs = {
  input: SignUpInput;
};


export type MutationSignInArgs = {
  input: SignInInput;
};


export type MutationCreateAppArgs = {
  input: CreateAppInput;
};


export type MutationUpdateAppArgs = {
  input: UpdateAppInput;
};


export type MutationCreateApiKeyArgs = {
  input: CreateApiKeyInput;
};


export type MutationRevokeApiKeyArgs = {
  input: RevokeApiKeyInput;
};


export type MutationResolveEndUserArgs = {
  input: ResolveEndUserInput;
};

export type SignUpInput = {
  email: Scalars['String']['input'];
  /** 8 to 128 characters, with a letter and a digit. */
  password: Scalars['String']['input'];
  name: Scalars['String']['input'];
};

export type SignInInput = {
  email: Scalars['String']['input'];
  password: Scalars['String']['input'];
};

export type SignInPayload = {
  /** A signed JWT: the bearer for GraphQL and the playground API, the session token of the chats API. */
  accessToken: Scalars['String']['output'];
  expiresAt: Scalars['DateTime']['output'];
  account: Account;
};

/** A person who signs in. */
export type Account = {
  id: Scalars['ID']['output'];
  email: Scalars['String']['output'];
  name: Scalars['String']['output'];
  organizationId: Scalars['ID']['output'];
  organization: Organization;
  createdAt: Scalars['DateTime']['output'];
};

/** The tenant: it owns accounts, apps and everything below them. */
export type Organization = {
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  /** Newest first, at most 100 a page. */
  apps: AppPage;
  createdAt: Scalars['DateTime']['output'];
};


/** The tenant: it owns accounts, apps and everything below them. */
export type OrganizationAppsArgs = {
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['ID']['input']>;
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
export const AccessMode = {
  Public: 'PUBLIC',
  Private: 'PRIVATE',
  PrivateAll: 'PRIVATE_ALL',
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
  accessMode: AccessMode;
  /** False: every call with one of its API keys is refused. */
  apiEnabled: Scalars['Boolean']['output'];
  /** 16 letters and digits, the last segment of the app's public address. */
  code: Scalars['String']['output'];
  organizationId: Scalars['ID']['output'];
  /** The name of the account that created the app. */
  authorName?: Maybe<Scalars['String']['output']>;
  /** Newest first; the keys themselves are never shown again. */
  apiKeys: Array<ApiKey>;
  createdAt: Scalars['DateTime']['output'];
};

export type ApiKey = {
  id: Scalars['ID']['output'];
  /** The first characters of the key, to recognise it by. */
  prefix: Scalars['String']['output'];
  createdAt: Scalars['DateTime']['output'];
};

/** A person who uses an app without an account, known by (app, origin, session id). */
export type EndUser = {
  id: Scalars['ID']['output'];
  appId: Scalars['ID']['output'];
  origin: Scalars['String']['output'];
  /** The integrator's own name for the person. */
  sessionId: Scalars['String']['output'];
  createdAt: Scalars['DateTime']['output'];
};

export type CreateAppInput = {
  /** 1 to 255 characters. */
  name: Scalars['String']['input'];
  mode: AppMode;
};

export type UpdateAppInput = {
  appId: Scalars['ID']['input'];
  name?: InputMaybe<Scalars['String']['input']>;
  description?: InputMaybe<Scalars['String']['input']>;
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
  accessMode?: InputMaybe<AccessMode>;
  apiEnabled?: InputMaybe<Scalars['Boolean']['input']>;
};

export type AppPayload = {
  app: App;
};

export type CreateApiKeyInput = {
  appId: Scalars['ID']['input'];
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

export type ResolveEndUserInput = {
  appId: Scalars['ID']['input'];
  origin: Scalars['String']['input'];
  /** 1 to 255 characters. */
  sessionId: Scalars['String']['input'];
};

export type EndUserPayload = {
  endUser: EndUser;
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
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SignUpInput: SignUpInput;
  SignInInput: SignInInput;
  SignInPayload: ResolverTypeWrapper<Omit<SignInPayload, 'account'> & { account: ResolversTypes['Account'] }>;
  Account: ResolverTypeWrapper<AccountModel>;
  Organization: ResolverTypeWrapper<OrganizationModel>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  AppPage: ResolverTypeWrapper<Omit<AppPage, 'nodes'> & { nodes: Array<ResolversTypes['App']> }>;
  AppMode: AppMode;
  AccessMode: AccessMode;
  App: ResolverTypeWrapper<AppModel>;
  ApiKey: ResolverTypeWrapper<ApiKeyModel>;
  EndUser: ResolverTypeWrapper<EndUserModel>;
  CreateAppInput: CreateAppInput;
  UpdateAppInput: UpdateAppInput;
  AppPayload: ResolverTypeWrapper<Omit<AppPayload, 'app'> & { app: ResolversTypes['App'] }>;
  CreateApiKeyInput: CreateApiKeyInput;
  ApiKeyPayload: ResolverTypeWrapper<Omit<ApiKeyPayload, 'apiKey'> & { apiKey: ResolversTypes['ApiKey'] }>;
  RevokeApiKeyInput: RevokeApiKeyInput;
  RevokeApiKeyPayload: ResolverTypeWrapper<RevokeApiKeyPayload>;
  ResolveEndUserInput: ResolveEndUserInput;
  EndUserPayload: ResolverTypeWrapper<Omit<EndUserPayload, 'endUser'> & { endUser: ResolversTypes['EndUser'] }>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Mutation: Record<PropertyKey, never>;
  SignUpInput: SignUpInput;
  SignInInput: SignInInput;
  SignInPayload: Omit<SignInPayload, 'account'> & { account: ResolversParentTypes['Account'] };
  Account: AccountModel;
  Organization: OrganizationModel;
  Int: Scalars['Int']['output'];
  AppPage: Omit<AppPage, 'nodes'> & { nodes: Array<ResolversParentTypes['App']> };
  App: AppModel;
  ApiKey: ApiKeyModel;
  EndUser: EndUserModel;
  CreateAppInput: CreateAppInput;
  UpdateAppInput: UpdateAppInput;
  AppPayload: Omit<AppPayload, 'app'> & { app: ResolversParentTypes['App'] };
  CreateApiKeyInput: CreateApiKeyInput;
  ApiKeyPayload: Omit<ApiKeyPayload, 'apiKey'> & { apiKey: ResolversParentTypes['ApiKey'] };
  RevokeApiKeyInput: RevokeApiKeyInput;
  RevokeApiKeyPayload: RevokeApiKeyPayload;
  ResolveEndUserInput: ResolveEndUserInput;
  EndUserPayload: Omit<EndUserPayload, 'endUser'> & { endUser: ResolversParentTypes['EndUser'] };
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

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  viewer?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  app?: Resolver<Maybe<ResolversTypes['App']>, ParentType, ContextType, RequireFields<QueryAppArgs, 'id'>>;
  apiKeyApp?: Resolver<Maybe<ResolversTypes['App']>, ParentType, ContextType, RequireFields<QueryApiKeyAppArgs, 'key'>>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  signUp?: Resolver<ResolversTypes['SignInPayload'], ParentType, ContextType, RequireFields<MutationSignUpArgs, 'input'>>;
  signIn?: Resolver<ResolversTypes['SignInPayload'], ParentType, ContextType, RequireFields<MutationSignInArgs, 'input'>>;
  createApp?: Resolver<ResolversTypes['AppPayload'], ParentType, ContextType, RequireFields<MutationCreateAppArgs, 'input'>>;
  updateApp?: Resolver<ResolversTypes['AppPayload'], ParentType, ContextType, RequireFields<MutationUpdateAppArgs, 'input'>>;
  createApiKey?: Resolver<ResolversTypes['ApiKeyPayload'], ParentType, ContextType, RequireFields<MutationCreateApiKeyArgs, 'input'>>;
  revokeApiKey?: Resolver<ResolversTypes['RevokeApiKeyPayload'], ParentType, ContextType, RequireFields<MutationRevokeApiKeyArgs, 'input'>>;
  resolveEndUser?: Resolver<ResolversTypes['EndUserPayload'], ParentType, ContextType, RequireFields<MutationResolveEndUserArgs, 'input'>>;
};

export type SignInPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignInPayload'] = ResolversParentTypes['SignInPayload']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
};

export type AccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  organizationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  organization?: Resolver<ResolversTypes['Organization'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type OrganizationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Organization'] = ResolversParentTypes['Organization'], FederationReferenceType extends FederationReferenceTypes['Organization'] = FederationReferenceTypes['Organization']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Organization']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  apps?: Resolver<ResolversTypes['AppPage'], ParentType, ContextType, RequireFields<OrganizationAppsArgs, 'first'>>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
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
  accessMode?: Resolver<ResolversTypes['AccessMode'], ParentType, ContextType>;
  apiEnabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  organizationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  authorName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  apiKeys?: Resolver<Array<ResolversTypes['ApiKey']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ApiKeyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKey'] = ResolversParentTypes['ApiKey']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  prefix?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
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

export type ApiKeyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiKeyPayload'] = ResolversParentTypes['ApiKeyPayload']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  apiKey?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
};

export type RevokeApiKeyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevokeApiKeyPayload'] = ResolversParentTypes['RevokeApiKeyPayload']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type EndUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EndUserPayload'] = ResolversParentTypes['EndUserPayload']> = {
  endUser?: Resolver<ResolversTypes['EndUser'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  SignInPayload?: SignInPayloadResolvers<ContextType>;
  Account?: AccountResolvers<ContextType>;
  Organization?: OrganizationResolvers<ContextType>;
  AppPage?: AppPageResolvers<ContextType>;
  App?: AppResolvers<ContextType>;
  ApiKey?: ApiKeyResolvers<ContextType>;
  EndUser?: EndUserResolvers<ContextType>;
  AppPayload?: AppPayloadResolvers<ContextType>;
  ApiKeyPayload?: ApiKeyPayloadResolvers<ContextType>;
  RevokeApiKeyPayload?: RevokeApiKeyPayloadResolvers<ContextType>;
  EndUserPayload?: EndUserPayloadResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  link?: LinkDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  inaccessible?: InaccessibleDirectiveResolver<any, any, ContextType>;
  authenticated?: AuthenticatedDirectiveResolver<any, any, ContextType>;
};
