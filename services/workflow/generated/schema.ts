import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { RunView as RunViewModel } from '../runs.ts';
import type { MessageItem as MessageItemModel, LogItem as LogItemModel, StatItem as StatItemModel, DocumentItem as DocumentItemModel } from '../items.ts';
import type { FollowedEvent as FollowedEventModel } from '../run-events.ts';
import type { Session as SessionModel } from '../sessions.ts';
import type { Reference as ReferenceModel } from '../run-access.ts';
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
  JSON: { input: unknown; output: unknown; }
  /** Unix seconds with microseconds. */
  Timestamp: { input: number; output: number; }
  /** A count that may exceed 32 bits. */
  Size: { input: number; output: number; }
};

export type Query = {
  /** A run of the viewer; an administrator sees every run of the organization. */
  workflowRun?: Maybe<WorkflowRun>;
  /** The viewer's runs, oldest first, all of them. */
  workflowRuns: Array<WorkflowRun>;
  /** By its id, which is the permission; a private one is there for the account alone that opened it. */
  session?: Maybe<Session>;
};


export type QueryWorkflowRunArgs = {
  id: Scalars['ID']['input'];
};


export type QuerySessionArgs = {
  id: Scalars['ID']['input'];
};

export type Mutation = {
  /** Begins a run, or a new round of one, and returns before any work is done. */
  startWorkflowRun: WorkflowRunPayload;
  /** Ends the running round; nothing of it appears afterwards. A run that is not running stays as it is. */
  stopWorkflowRun: WorkflowRunPayload;
  /** Stores the definition as the next version of a workflow app. */
  publishWorkflow: PublishWorkflowPayload;
  /**
   * Opens a session, which stays connected for 30 seconds after it was opened or last renewed.
   * Of a session that was never used nothing remains when it ends.
   */
  openSession: OpenSessionPayload;
  /** Keeps a session connected. Fails with NOT_FOUND when it is not, or the key is not its own. */
  renewSession: SessionPayload;
  /** Ends a session; one that has ended stays as it is. */
  closeSession: SessionPayload;
  /**
   * Notes that something is stored in a session. Fails with BAD_INPUT and reason `session_not_connected`.
   * For the files service.
   */
  useSession: SessionPayload;
  /** Removes an ended session and all that is stored in it. For operators. */
  purgeSession: PurgeSessionPayload;
};


export type MutationStartWorkflowRunArgs = {
  input: StartWorkflowRunInput;
};


export type MutationStopWorkflowRunArgs = {
  input: StopWorkflowRunInput;
};


export type MutationPublishWorkflowArgs = {
  input: PublishWorkflowInput;
};


export type MutationOpenSessionArgs = {
  input: OpenSessionInput;
};


export type MutationRenewSessionArgs = {
  input: SessionKeyInput;
};


export type MutationCloseSessionArgs = {
  input: SessionKeyInput;
};


export type MutationUseSessionArgs = {
  input: UseSessionInput;
};


export type MutationPurgeSessionArgs = {
  input: UseSessionInput;
};

export type Subscription = {
  /** What a run does, from the start or after a cursor, and then live. Ends when the run is not running. */
  workflowRunEvents: WorkflowRunEvent;
};


export type SubscriptionWorkflowRunEventsArgs = {
  runId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['ID']['input']>;
};

export type OpenSessionInput = {
  /** Only the account that opens it sees it, whoever has its id. */
  isPrivate?: Scalars['Boolean']['input'];
};

export type OpenSessionPayload = {
  session: Session;
  /** Who opened the session renews and closes it with this. */
  key: Scalars['String']['output'];
};

export type SessionKeyInput = {
  sessionId: Scalars['ID']['input'];
  key: Scalars['String']['input'];
};

export type UseSessionInput = {
  sessionId: Scalars['ID']['input'];
};

export type SessionPayload = {
  session: Session;
};

export type PurgeSessionPayload = {
  sessionId: Scalars['ID']['output'];
};

export const SessionStatus = {
  Connected: 'CONNECTED',
  Closed: 'CLOSED'
} as const;

export type SessionStatus = typeof SessionStatus[keyof typeof SessionStatus];
/** What one connection works in; it outlives the connection once it was used. */
export type Session = {
  /** A UUID (version 4). */
  id: Scalars['ID']['output'];
  status: SessionStatus;
  createdAt: Scalars['DateTime']['output'];
  closedAt?: Maybe<Scalars['DateTime']['output']>;
};

export type StartWorkflowRunInput = {
  /** Continue this run. */
  runId?: InputMaybe<Scalars['ID']['input']>;
  /** Default: the run's own mode, ACTIONPLAN for a new one. */
  mode?: InputMaybe<WorkflowMode>;
  /** At most 100000 characters; blank only with a file. */
  input?: InputMaybe<Scalars['String']['input']>;
  /** At most 50. */
  files?: InputMaybe<Array<RunFileInput>>;
  /** At most 64 KiB as JSON. */
  metadata?: InputMaybe<Scalars['JSON']['input']>;
  /** At most 128 characters; the same key gives the first answer again for 24 hours. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

export type RunFileInput = {
  id: Scalars['String']['input'];
  name?: InputMaybe<Scalars['String']['input']>;
  mimeType?: InputMaybe<Scalars['String']['input']>;
  size?: InputMaybe<Scalars['Size']['input']>;
  /** Further members, kept as given. */
  extra?: InputMaybe<Scalars['JSON']['input']>;
};

export type WorkflowRunPayload = {
  run: WorkflowRun;
};

export type StopWorkflowRunInput = {
  runId: Scalars['ID']['input'];
};

export type PublishWorkflowInput = {
  appId: Scalars['ID']['input'];
  /** YAML, at most 1 MiB. */
  definition: Scalars['String']['input'];
};

export type PublishWorkflowPayload = {
  version: Scalars['Int']['output'];
  app: App;
};

export const WorkflowMode = {
  Actionplan: 'ACTIONPLAN',
  React: 'REACT'
} as const;

export type WorkflowMode = typeof WorkflowMode[keyof typeof WorkflowMode];
export const WorkflowRunStatus = {
  Running: 'RUNNING',
  Completed: 'COMPLETED',
  Stopped: 'STOPPED',
  Failed: 'FAILED'
} as const;

export type WorkflowRunStatus = typeof WorkflowRunStatus[keyof typeof WorkflowRunStatus];
/** Work on one request, in rounds: each start is a round. */
export type WorkflowRun = {
  id: Scalars['ID']['output'];
  owner: Account;
  status: WorkflowRunStatus;
  mode: WorkflowMode;
  name: Scalars['String']['output'];
  description?: Maybe<Scalars['String']['output']>;
  tags: Array<Scalars['String']['output']>;
  metadata: Scalars['JSON']['output'];
  messageIds: Array<Scalars['ID']['output']>;
  logIds: Array<Scalars['ID']['output']>;
  /** Null when not running. */
  currentStep?: Maybe<Scalars['String']['output']>;
  /** 0 to 100; 100 only when completed. */
  progress: Scalars['Int']['output'];
  currentRound: Scalars['Int']['output'];
  createdAt: Scalars['Timestamp']['output'];
  updatedAt: Scalars['Timestamp']['output'];
  stoppedAt?: Maybe<Scalars['Timestamp']['output']>;
  completedAt?: Maybe<Scalars['Timestamp']['output']>;
  error?: Maybe<Scalars['String']['output']>;
  /** Ascending; `after` gives those created later than this, `afterId` those behind that item (all, if it is unknown). */
  messages: Array<RunMessage>;
  logs: Array<RunLog>;
  stats: Array<RunStat>;
  documents: Array<RunDocument>;
  /** The tasks of the current round's plan. */
  tasks: Array<PlanTask>;
};


/** Work on one request, in rounds: each start is a round. */
export type WorkflowRunMessagesArgs = {
  after?: InputMaybe<Scalars['Timestamp']['input']>;
  afterId?: InputMaybe<Scalars['ID']['input']>;
};


/** Work on one request, in rounds: each start is a round. */
export type WorkflowRunLogsArgs = {
  after?: InputMaybe<Scalars['Timestamp']['input']>;
  afterId?: InputMaybe<Scalars['ID']['input']>;
};


/** Work on one request, in rounds: each start is a round. */
export type WorkflowRunStatsArgs = {
  after?: InputMaybe<Scalars['Timestamp']['input']>;
};


/** Work on one request, in rounds: each start is a round. */
export type WorkflowRunDocumentsArgs = {
  after?: InputMaybe<Scalars['Timestamp']['input']>;
};

export const RunRole = {
  User: 'USER',
  Assistant: 'ASSISTANT',
  System: 'SYSTEM'
} as const;

export type RunRole = typeof RunRole[keyof typeof RunRole];
export type RunMessage = {
  id: Scalars['ID']['output'];
  runId: Scalars['ID']['output'];
  role: RunRole;
  content: Scalars['String']['output'];
  files: Scalars['JSON']['output'];
  round: Scalars['Int']['output'];
  sequenceNr: Scalars['Int']['output'];
  /** `first`, `step` or `last`. */
  status: Scalars['String']['output'];
  taskId?: Maybe<Scalars['String']['output']>;
  actionId?: Maybe<Scalars['String']['output']>;
  success?: Maybe<Scalars['Boolean']['output']>;
  metadata: Scalars['JSON']['output'];
  createdAt: Scalars['Timestamp']['output'];
};

export type RunLog = {
  id: Scalars['ID']['output'];
  runId: Scalars['ID']['output'];
  /** `debug`, `info`, `warning` or `error`. */
  level: Scalars['String']['output'];
  message: Scalars['String']['output'];
  step?: Maybe<Scalars['String']['output']>;
  progress?: Maybe<Scalars['Int']['output']>;
  round: Scalars['Int']['output'];
  createdAt: Scalars['Timestamp']['output'];
};

export type RunStat = {
  id: Scalars['ID']['output'];
  runId: Scalars['ID']['output'];
  messageId?: Maybe<Scalars['ID']['output']>;
  /** `model_call`, `action` or `round`. */
  type: Scalars['String']['output'];
  model?: Maybe<Scalars['String']['output']>;
  inputTokens: Scalars['Int']['output'];
  outputTokens: Scalars['Int']['output'];
  totalTokens: Scalars['Int']['output'];
  /** Seconds. */
  processingTime: Scalars['Float']['output'];
  bytesSent: Scalars['Int']['output'];
  bytesReceived: Scalars['Int']['output'];
  errorCount: Scalars['Int']['output'];
  round: Scalars['Int']['output'];
  createdAt: Scalars['Timestamp']['output'];
};

export type RunDocument = {
  id: Scalars['ID']['output'];
  runId: Scalars['ID']['output'];
  messageId: Scalars['ID']['output'];
  fileId: Scalars['String']['output'];
  fileName: Scalars['String']['output'];
  mimeType?: Maybe<Scalars['String']['output']>;
  fileSize?: Maybe<Scalars['Size']['output']>;
  createdAt: Scalars['Timestamp']['output'];
};

/** A task of a plan. */
export type PlanTask = {
  id: Scalars['ID']['output'];
  objective: Scalars['String']['output'];
  dependsOn: Array<Scalars['String']['output']>;
  successCriteria: Array<Scalars['String']['output']>;
  /** `pending`, `running`, `success`, `failed` or `skipped`. */
  status: Scalars['String']['output'];
};

/** One thing that happened to a run: exactly one of the items, or a change of state. */
export type WorkflowRunEvent = {
  /** Give it as `after` to go on behind this event. */
  cursor: Scalars['ID']['output'];
  /** `message`, `log`, `stat`, `document` or `state`. */
  type: Scalars['String']['output'];
  message?: Maybe<RunMessage>;
  log?: Maybe<RunLog>;
  stat?: Maybe<RunStat>;
  document?: Maybe<RunDocument>;
  /** The run's state when this happened, with `state`. */
  status?: Maybe<WorkflowRunStatus>;
  currentStep?: Maybe<Scalars['String']['output']>;
  progress?: Maybe<Scalars['Int']['output']>;
  run: WorkflowRun;
};

export type Account = {
  id: Scalars['ID']['output'];
  /** The account's runs, newest first, at most 100 a page. */
  workflowRuns: WorkflowRunPage;
};


export type AccountWorkflowRunsArgs = {
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['ID']['input']>;
};

export type WorkflowRunPage = {
  nodes: Array<WorkflowRun>;
  hasMore: Scalars['Boolean']['output'];
};

export type App = {
  id: Scalars['ID']['output'];
  /** The number of the newest published definition; null before the first. */
  workflowVersion?: Maybe<Scalars['Int']['output']>;
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
  Session: Session;
  WorkflowRun: WorkflowRun;
  Account: Account;
  App: App;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Session:
    ( { __typename: 'Session' }
    & GraphQLRecursivePick<FederationTypes['Session'], {"id":true}> );
  WorkflowRun:
    ( { __typename: 'WorkflowRun' }
    & GraphQLRecursivePick<FederationTypes['WorkflowRun'], {"id":true}> );
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
  App:
    ( { __typename: 'App' }
    & GraphQLRecursivePick<FederationTypes['App'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Timestamp: ResolverTypeWrapper<Scalars['Timestamp']['output']>;
  Size: ResolverTypeWrapper<Scalars['Size']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  OpenSessionInput: OpenSessionInput;
  OpenSessionPayload: ResolverTypeWrapper<Omit<OpenSessionPayload, 'session'> & { session: ResolversTypes['Session'] }>;
  SessionKeyInput: SessionKeyInput;
  UseSessionInput: UseSessionInput;
  SessionPayload: ResolverTypeWrapper<Omit<SessionPayload, 'session'> & { session: ResolversTypes['Session'] }>;
  PurgeSessionPayload: ResolverTypeWrapper<PurgeSessionPayload>;
  SessionStatus: SessionStatus;
  Session: ResolverTypeWrapper<SessionModel>;
  StartWorkflowRunInput: StartWorkflowRunInput;
  RunFileInput: RunFileInput;
  WorkflowRunPayload: ResolverTypeWrapper<Omit<WorkflowRunPayload, 'run'> & { run: ResolversTypes['WorkflowRun'] }>;
  StopWorkflowRunInput: StopWorkflowRunInput;
  PublishWorkflowInput: PublishWorkflowInput;
  PublishWorkflowPayload: ResolverTypeWrapper<Omit<PublishWorkflowPayload, 'app'> & { app: ResolversTypes['App'] }>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  WorkflowMode: WorkflowMode;
  WorkflowRunStatus: WorkflowRunStatus;
  WorkflowRun: ResolverTypeWrapper<RunViewModel>;
  RunRole: RunRole;
  RunMessage: ResolverTypeWrapper<MessageItemModel>;
  RunLog: ResolverTypeWrapper<LogItemModel>;
  RunStat: ResolverTypeWrapper<StatItemModel>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  RunDocument: ResolverTypeWrapper<DocumentItemModel>;
  PlanTask: ResolverTypeWrapper<PlanTask>;
  WorkflowRunEvent: ResolverTypeWrapper<FollowedEventModel>;
  Account: ResolverTypeWrapper<ReferenceModel>;
  WorkflowRunPage: ResolverTypeWrapper<Omit<WorkflowRunPage, 'nodes'> & { nodes: Array<ResolversTypes['WorkflowRun']> }>;
  App: ResolverTypeWrapper<ReferenceModel>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  JSON: Scalars['JSON']['output'];
  Timestamp: Scalars['Timestamp']['output'];
  Size: Scalars['Size']['output'];
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Mutation: Record<PropertyKey, never>;
  Subscription: Record<PropertyKey, never>;
  OpenSessionInput: OpenSessionInput;
  OpenSessionPayload: Omit<OpenSessionPayload, 'session'> & { session: ResolversParentTypes['Session'] };
  SessionKeyInput: SessionKeyInput;
  UseSessionInput: UseSessionInput;
  SessionPayload: Omit<SessionPayload, 'session'> & { session: ResolversParentTypes['Session'] };
  PurgeSessionPayload: PurgeSessionPayload;
  Session: SessionModel;
  StartWorkflowRunInput: StartWorkflowRunInput;
  RunFileInput: RunFileInput;
  WorkflowRunPayload: Omit<WorkflowRunPayload, 'run'> & { run: ResolversParentTypes['WorkflowRun'] };
  StopWorkflowRunInput: StopWorkflowRunInput;
  PublishWorkflowInput: PublishWorkflowInput;
  PublishWorkflowPayload: Omit<PublishWorkflowPayload, 'app'> & { app: ResolversParentTypes['App'] };
  Int: Scalars['Int']['output'];
  WorkflowRun: RunViewModel;
  RunMessage: MessageItemModel;
  RunLog: LogItemModel;
  RunStat: StatItemModel;
  Float: Scalars['Float']['output'];
  RunDocument: DocumentItemModel;
  PlanTask: PlanTask;
  WorkflowRunEvent: FollowedEventModel;
  Account: ReferenceModel;
  WorkflowRunPage: Omit<WorkflowRunPage, 'nodes'> & { nodes: Array<ResolversParentTypes['WorkflowRun']> };
  App: ReferenceModel;
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

export interface TimestampScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Timestamp'], any> {
  name: 'Timestamp';
}

export interface SizeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Size'], any> {
  name: 'Size';
}

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  workflowRun?: Resolver<Maybe<ResolversTypes['WorkflowRun']>, ParentType, ContextType, RequireFields<QueryWorkflowRunArgs, 'id'>>;
  workflowRuns?: Resolver<Array<ResolversTypes['WorkflowRun']>, ParentType, ContextType>;
  session?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType, RequireFields<QuerySessionArgs, 'id'>>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  startWorkflowRun?: Resolver<ResolversTypes['WorkflowRunPayload'], ParentType, ContextType, RequireFields<MutationStartWorkflowRunArgs, 'input'>>;
  stopWorkflowRun?: Resolver<ResolversTypes['WorkflowRunPayload'], ParentType, ContextType, RequireFields<MutationStopWorkflowRunArgs, 'input'>>;
  publishWorkflow?: Resolver<ResolversTypes['PublishWorkflowPayload'], ParentType, ContextType, RequireFields<MutationPublishWorkflowArgs, 'input'>>;
  openSession?: Resolver<ResolversTypes['OpenSessionPayload'], ParentType, ContextType, RequireFields<MutationOpenSessionArgs, 'input'>>;
  renewSession?: Resolver<ResolversTypes['SessionPayload'], ParentType, ContextType, RequireFields<MutationRenewSessionArgs, 'input'>>;
  closeSession?: Resolver<ResolversTypes['SessionPayload'], ParentType, ContextType, RequireFields<MutationCloseSessionArgs, 'input'>>;
  useSession?: Resolver<ResolversTypes['SessionPayload'], ParentType, ContextType, RequireFields<MutationUseSessionArgs, 'input'>>;
  purgeSession?: Resolver<ResolversTypes['PurgeSessionPayload'], ParentType, ContextType, RequireFields<MutationPurgeSessionArgs, 'input'>>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  workflowRunEvents?: SubscriptionResolver<ResolversTypes['WorkflowRunEvent'], "workflowRunEvents", ParentType, ContextType, RequireFields<SubscriptionWorkflowRunEventsArgs, 'runId'>>;
};

export type OpenSessionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OpenSessionPayload'] = ResolversParentTypes['OpenSessionPayload']> = {
  session?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SessionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SessionPayload'] = ResolversParentTypes['SessionPayload']> = {
  session?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
};

export type PurgeSessionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PurgeSessionPayload'] = ResolversParentTypes['PurgeSessionPayload']> = {
  sessionId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type SessionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session'], FederationReferenceType extends FederationReferenceTypes['Session'] = FederationReferenceTypes['Session']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Session']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SessionStatus'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  closedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type WorkflowRunPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WorkflowRunPayload'] = ResolversParentTypes['WorkflowRunPayload']> = {
  run?: Resolver<ResolversTypes['WorkflowRun'], ParentType, ContextType>;
};

export type PublishWorkflowPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PublishWorkflowPayload'] = ResolversParentTypes['PublishWorkflowPayload']> = {
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  app?: Resolver<ResolversTypes['App'], ParentType, ContextType>;
};

export type WorkflowRunResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WorkflowRun'] = ResolversParentTypes['WorkflowRun'], FederationReferenceType extends FederationReferenceTypes['WorkflowRun'] = FederationReferenceTypes['WorkflowRun']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['WorkflowRun']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  owner?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['WorkflowRunStatus'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['WorkflowMode'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tags?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  metadata?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  messageIds?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  logIds?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  currentStep?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  progress?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  currentRound?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['Timestamp'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['Timestamp'], ParentType, ContextType>;
  stoppedAt?: Resolver<Maybe<ResolversTypes['Timestamp']>, ParentType, ContextType>;
  completedAt?: Resolver<Maybe<ResolversTypes['Timestamp']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  messages?: Resolver<Array<ResolversTypes['RunMessage']>, ParentType, ContextType, Partial<WorkflowRunMessagesArgs>>;
  logs?: Resolver<Array<ResolversTypes['RunLog']>, ParentType, ContextType, Partial<WorkflowRunLogsArgs>>;
  stats?: Resolver<Array<ResolversTypes['RunStat']>, ParentType, ContextType, Partial<WorkflowRunStatsArgs>>;
  documents?: Resolver<Array<ResolversTypes['RunDocument']>, ParentType, ContextType, Partial<WorkflowRunDocumentsArgs>>;
  tasks?: Resolver<Array<ResolversTypes['PlanTask']>, ParentType, ContextType>;
};

export type RunMessageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RunMessage'] = ResolversParentTypes['RunMessage']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['RunRole'], ParentType, ContextType>;
  content?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  files?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  round?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sequenceNr?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  taskId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  actionId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  success?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  metadata?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['Timestamp'], ParentType, ContextType>;
};

export type RunLogResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RunLog'] = ResolversParentTypes['RunLog']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  level?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  step?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  progress?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  round?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['Timestamp'], ParentType, ContextType>;
};

export type RunStatResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RunStat'] = ResolversParentTypes['RunStat']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  messageId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  inputTokens?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  outputTokens?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalTokens?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  processingTime?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  bytesSent?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  bytesReceived?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  errorCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  round?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['Timestamp'], ParentType, ContextType>;
};

export type RunDocumentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RunDocument'] = ResolversParentTypes['RunDocument']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  messageId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  fileId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fileName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  mimeType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fileSize?: Resolver<Maybe<ResolversTypes['Size']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['Timestamp'], ParentType, ContextType>;
};

export type PlanTaskResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PlanTask'] = ResolversParentTypes['PlanTask']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  objective?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  dependsOn?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  successCriteria?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type WorkflowRunEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WorkflowRunEvent'] = ResolversParentTypes['WorkflowRunEvent']> = {
  cursor?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['RunMessage']>, ParentType, ContextType>;
  log?: Resolver<Maybe<ResolversTypes['RunLog']>, ParentType, ContextType>;
  stat?: Resolver<Maybe<ResolversTypes['RunStat']>, ParentType, ContextType>;
  document?: Resolver<Maybe<ResolversTypes['RunDocument']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['WorkflowRunStatus']>, ParentType, ContextType>;
  currentStep?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  progress?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  run?: Resolver<ResolversTypes['WorkflowRun'], ParentType, ContextType>;
};

export type AccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  workflowRuns?: Resolver<ResolversTypes['WorkflowRunPage'], ParentType, ContextType, RequireFields<AccountWorkflowRunsArgs, 'first'>>;
};

export type WorkflowRunPageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WorkflowRunPage'] = ResolversParentTypes['WorkflowRunPage']> = {
  nodes?: Resolver<Array<ResolversTypes['WorkflowRun']>, ParentType, ContextType>;
  hasMore?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type AppResolvers<ContextType = Context, ParentType extends ResolversParentTypes['App'] = ResolversParentTypes['App'], FederationReferenceType extends FederationReferenceTypes['App'] = FederationReferenceTypes['App']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['App']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  workflowVersion?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  Timestamp?: GraphQLScalarType;
  Size?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  OpenSessionPayload?: OpenSessionPayloadResolvers<ContextType>;
  SessionPayload?: SessionPayloadResolvers<ContextType>;
  PurgeSessionPayload?: PurgeSessionPayloadResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  WorkflowRunPayload?: WorkflowRunPayloadResolvers<ContextType>;
  PublishWorkflowPayload?: PublishWorkflowPayloadResolvers<ContextType>;
  WorkflowRun?: WorkflowRunResolvers<ContextType>;
  RunMessage?: RunMessageResolvers<ContextType>;
  RunLog?: RunLogResolvers<ContextType>;
  RunStat?: RunStatResolvers<ContextType>;
  RunDocument?: RunDocumentResolvers<ContextType>;
  PlanTask?: PlanTaskResolvers<ContextType>;
  WorkflowRunEvent?: WorkflowRunEventResolvers<ContextType>;
  Account?: AccountResolvers<ContextType>;
  WorkflowRunPage?: WorkflowRunPageResolvers<ContextType>;
  App?: AppResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  link?: LinkDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  inaccessible?: InaccessibleDirectiveResolver<any, any, ContextType>;
  authenticated?: AuthenticatedDirectiveResolver<any, any, ContextType>;
  requiresScopes?: RequiresScopesDirectiveResolver<any, any, ContextType>;
};
