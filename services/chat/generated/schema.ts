import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AppReference as AppReferenceModel } from '../apps.ts';
import type { AccountReference as AccountReferenceModel, EndUserReference as EndUserReferenceModel } from '../access.ts';
import type { Conversation as ConversationModel } from '../conversations.ts';
import type { Message as MessageModel } from '../messages.ts';
import type { TaskEvent as TaskEventModel } from '../task-events.ts';
import type { Usage as UsageModel } from '../usage.ts';
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
};

export type Query = {
  /** A conversation of the viewer. */
  conversation?: Maybe<Conversation>;
  /** The viewer's conversations with one app; the calling app's when `appId` is absent. */
  conversations: ConversationPage;
  /** A message of the viewer. */
  message?: Maybe<Message>;
  /** A task that the viewer started. */
  task?: Maybe<Task>;
};


export type QueryConversationArgs = {
  id: Scalars['ID']['input'];
};


export type QueryConversationsArgs = {
  appId?: InputMaybe<Scalars['ID']['input']>;
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['ID']['input']>;
  sort?: ConversationSort;
};


export type QueryMessageArgs = {
  id: Scalars['ID']['input'];
};


export type QueryTaskArgs = {
  id: Scalars['ID']['input'];
};

export type Mutation = {
  /**
   * Stores the message, starts its answer and returns at once. `conversationId` continues a conversation;
   * without it a new one begins with the app `appId`, or the app that the viewer calls with.
   */
  sendMessage: SendMessagePayload;
  /** Ends a running answer and keeps the part that was written. Unknown and other people's tasks are left alone. */
  stopTask: StopTaskPayload;
  /** Merges the given settings, shaped like the documented parameters with `prompt`, `model` and `site`, into the stored ones. */
  updateAppConfig: UpdateAppConfigPayload;
};


export type MutationSendMessageArgs = {
  input: SendMessageInput;
};


export type MutationStopTaskArgs = {
  input: StopTaskInput;
};


export type MutationUpdateAppConfigArgs = {
  input: UpdateAppConfigInput;
};

export type Subscription = {
  /** What happens to an answer, from the start or after a cursor, and then live. Ends with the answer. */
  taskEvents: TaskEvent;
};


export type SubscriptionTaskEventsArgs = {
  taskId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['ID']['input']>;
};

export type SendMessageInput = {
  appId?: InputMaybe<Scalars['ID']['input']>;
  conversationId?: InputMaybe<Scalars['ID']['input']>;
  /** 1 to 262144 characters. */
  text: Scalars['String']['input'];
  /** Values for the app's form. */
  inputs?: InputMaybe<Scalars['JSON']['input']>;
  /** Uploaded files of the viewer, at most 50. */
  fileIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** File references as the REST APIs give them; ignored when the app takes no files. */
  files?: InputMaybe<Array<MessageFileInput>>;
  /** False: the conversation keeps the beginning of the text as its name. */
  autoName?: InputMaybe<Scalars['Boolean']['input']>;
  /** False: the caller waits for the whole answer, which an agent app does not offer. Default true. */
  streaming?: InputMaybe<Scalars['Boolean']['input']>;
};

export type MessageFileInput = {
  /** `image`, `document`, `audio`, `video` or `custom`. */
  type: Scalars['String']['input'];
  /** `remote_url` or `local_file`. */
  transferMethod: Scalars['String']['input'];
  url?: InputMaybe<Scalars['String']['input']>;
  fileId?: InputMaybe<Scalars['ID']['input']>;
};

export type SendMessagePayload = {
  taskId: Scalars['ID']['output'];
  task: Task;
  message: Message;
};

export type StopTaskInput = {
  taskId: Scalars['ID']['input'];
};

export type StopTaskPayload = {
  taskId: Scalars['ID']['output'];
};

export type UpdateAppConfigInput = {
  appId: Scalars['ID']['input'];
  config: Scalars['JSON']['input'];
};

export type UpdateAppConfigPayload = {
  app: App;
};

export const ConversationSort = {
  CreatedAsc: 'CREATED_ASC',
  CreatedDesc: 'CREATED_DESC',
  UpdatedAsc: 'UPDATED_ASC',
  UpdatedDesc: 'UPDATED_DESC'
} as const;

export type ConversationSort = typeof ConversationSort[keyof typeof ConversationSort];
export type ConversationPage = {
  nodes: Array<Conversation>;
  hasMore: Scalars['Boolean']['output'];
};

/** A thread of messages with one owner. */
export type Conversation = {
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  app: App;
  author: Author;
  inputs: Scalars['JSON']['output'];
  status: Scalars['String']['output'];
  introduction: Scalars['String']['output'];
  /**
   * A page of at most 100 messages, oldest first. `after`: those that follow a message; `before`: those that
   * precede one; neither: the first ones, or with `last` the newest.
   */
  messages: MessagePage;
  createdAt: Scalars['DateTime']['output'];
  updatedAt: Scalars['DateTime']['output'];
};


/** A thread of messages with one owner. */
export type ConversationMessagesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['ID']['input']>;
  before?: InputMaybe<Scalars['ID']['input']>;
};

export type MessagePage = {
  nodes: Array<Message>;
  hasMore: Scalars['Boolean']['output'];
};

export const MessageStatus = {
  Normal: 'NORMAL',
  Error: 'ERROR',
  Paused: 'PAUSED'
} as const;

export type MessageStatus = typeof MessageStatus[keyof typeof MessageStatus];
export type Author = Account | EndUser;

/** What a person asked and what the app answered. `text` never changes once sent. */
export type Message = {
  id: Scalars['ID']['output'];
  conversation: Conversation;
  parentId?: Maybe<Scalars['ID']['output']>;
  author: Author;
  text: Scalars['String']['output'];
  /** Empty until the answer ends. */
  answer: Scalars['String']['output'];
  inputs: Scalars['JSON']['output'];
  status: MessageStatus;
  /** Why the answer failed. */
  error?: Maybe<Scalars['String']['output']>;
  taskId: Scalars['ID']['output'];
  task: Task;
  /** Null until the answer ends. */
  usage?: Maybe<Usage>;
  retrieverResources: Array<RetrieverResource>;
  feedback?: Maybe<Feedback>;
  createdAt: Scalars['DateTime']['output'];
};

export type Feedback = {
  /** `like` or `dislike`. */
  rating: Scalars['String']['output'];
  content?: Maybe<Scalars['String']['output']>;
};

/** A passage that the answer was made from. */
export type RetrieverResource = {
  id: Scalars['ID']['output'];
  /** From 1. */
  position: Scalars['Int']['output'];
  datasetId?: Maybe<Scalars['String']['output']>;
  datasetName?: Maybe<Scalars['String']['output']>;
  documentId?: Maybe<Scalars['String']['output']>;
  documentName?: Maybe<Scalars['String']['output']>;
  segmentId?: Maybe<Scalars['String']['output']>;
  score?: Maybe<Scalars['Float']['output']>;
  content?: Maybe<Scalars['String']['output']>;
};

/** Tokens, prices as decimal strings, times in seconds. */
export type Usage = {
  promptTokens: Scalars['Int']['output'];
  promptUnitPrice: Scalars['String']['output'];
  promptPriceUnit: Scalars['String']['output'];
  promptPrice: Scalars['String']['output'];
  completionTokens: Scalars['Int']['output'];
  completionUnitPrice: Scalars['String']['output'];
  completionPriceUnit: Scalars['String']['output'];
  completionPrice: Scalars['String']['output'];
  totalTokens: Scalars['Int']['output'];
  totalPrice: Scalars['String']['output'];
  currency: Scalars['String']['output'];
  latency: Scalars['Float']['output'];
  timeToFirstToken?: Maybe<Scalars['Float']['output']>;
  timeToGenerate?: Maybe<Scalars['Float']['output']>;
};

export const TaskStatus = {
  Queued: 'QUEUED',
  Running: 'RUNNING',
  Succeeded: 'SUCCEEDED',
  Stopped: 'STOPPED',
  Failed: 'FAILED'
} as const;

export type TaskStatus = typeof TaskStatus[keyof typeof TaskStatus];
/** The making of one answer. */
export type Task = {
  id: Scalars['ID']['output'];
  status: TaskStatus;
  message: Message;
  createdAt: Scalars['DateTime']['output'];
  endedAt?: Maybe<Scalars['DateTime']['output']>;
};

export const TaskEventType = {
  /** Text to append. */
  Message: 'MESSAGE',
  /** All text so far is replaced by this. */
  MessageReplace: 'MESSAGE_REPLACE',
  /** The answer is complete and stored. */
  MessageEnd: 'MESSAGE_END',
  /** The answer failed; what was written is stored. */
  Error: 'ERROR'
} as const;

export type TaskEventType = typeof TaskEventType[keyof typeof TaskEventType];
export type TaskEvent = {
  /** Give it as `after` to go on behind this event. */
  cursor: Scalars['ID']['output'];
  type: TaskEventType;
  taskId: Scalars['ID']['output'];
  /** The delta of MESSAGE and the whole text of MESSAGE_REPLACE. */
  text?: Maybe<Scalars['String']['output']>;
  /** `output_moderation`, `retry` or empty, with MESSAGE_REPLACE. */
  reason?: Maybe<Scalars['String']['output']>;
  /** With MESSAGE_END. */
  usage?: Maybe<Usage>;
  /** With MESSAGE_END. */
  retrieverResources?: Maybe<Array<RetrieverResource>>;
  /** True when the answer was stopped by a person, with MESSAGE_END. */
  stopped?: Maybe<Scalars['Boolean']['output']>;
  /** With ERROR: HTTP status, code and text as the documented APIs give them. */
  error?: Maybe<TaskError>;
  message: Message;
  createdAt: Scalars['DateTime']['output'];
};

export type TaskError = {
  status: Scalars['Int']['output'];
  code: Scalars['String']['output'];
  message: Scalars['String']['output'];
};

export type App = {
  id: Scalars['ID']['output'];
  /** The app's settings, shaped like the documented parameters. */
  parameters: Scalars['JSON']['output'];
};

export type Account = {
  id: Scalars['ID']['output'];
  /** The account's own conversations, newest change first, at most 100 a page. */
  conversations: ConversationPage;
};


export type AccountConversationsArgs = {
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['ID']['input']>;
};

export type EndUser = {
  id: Scalars['ID']['output'];
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
  Conversation: Conversation;
  Message: Message;
  Task: Task;
  App: App;
  Account: Account;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Conversation:
    ( { __typename: 'Conversation' }
    & GraphQLRecursivePick<FederationTypes['Conversation'], {"id":true}> );
  Message:
    ( { __typename: 'Message' }
    & GraphQLRecursivePick<FederationTypes['Message'], {"id":true}> );
  Task:
    ( { __typename: 'Task' }
    & GraphQLRecursivePick<FederationTypes['Task'], {"id":true}> );
  App:
    ( { __typename: 'App' }
    & GraphQLRecursivePick<FederationTypes['App'], {"id":true}> );
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  Author:
    | ( AccountReferenceModel )
    | ( EndUserReferenceModel )
  ;
};


/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SendMessageInput: SendMessageInput;
  MessageFileInput: MessageFileInput;
  SendMessagePayload: ResolverTypeWrapper<Omit<SendMessagePayload, 'task' | 'message'> & { task: ResolversTypes['Task'], message: ResolversTypes['Message'] }>;
  StopTaskInput: StopTaskInput;
  StopTaskPayload: ResolverTypeWrapper<StopTaskPayload>;
  UpdateAppConfigInput: UpdateAppConfigInput;
  UpdateAppConfigPayload: ResolverTypeWrapper<Omit<UpdateAppConfigPayload, 'app'> & { app: ResolversTypes['App'] }>;
  ConversationSort: ConversationSort;
  ConversationPage: ResolverTypeWrapper<Omit<ConversationPage, 'nodes'> & { nodes: Array<ResolversTypes['Conversation']> }>;
  Conversation: ResolverTypeWrapper<ConversationModel>;
  MessagePage: ResolverTypeWrapper<Omit<MessagePage, 'nodes'> & { nodes: Array<ResolversTypes['Message']> }>;
  MessageStatus: MessageStatus;
  Author: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['Author']>;
  Message: ResolverTypeWrapper<MessageModel>;
  Feedback: ResolverTypeWrapper<Feedback>;
  RetrieverResource: ResolverTypeWrapper<RetrieverResource>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Usage: ResolverTypeWrapper<UsageModel>;
  TaskStatus: TaskStatus;
  Task: ResolverTypeWrapper<MessageModel>;
  TaskEventType: TaskEventType;
  TaskEvent: ResolverTypeWrapper<TaskEventModel>;
  TaskError: ResolverTypeWrapper<TaskError>;
  App: ResolverTypeWrapper<AppReferenceModel>;
  Account: ResolverTypeWrapper<AccountReferenceModel>;
  EndUser: ResolverTypeWrapper<EndUserReferenceModel>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  JSON: Scalars['JSON']['output'];
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  Mutation: Record<PropertyKey, never>;
  Subscription: Record<PropertyKey, never>;
  SendMessageInput: SendMessageInput;
  MessageFileInput: MessageFileInput;
  SendMessagePayload: Omit<SendMessagePayload, 'task' | 'message'> & { task: ResolversParentTypes['Task'], message: ResolversParentTypes['Message'] };
  StopTaskInput: StopTaskInput;
  StopTaskPayload: StopTaskPayload;
  UpdateAppConfigInput: UpdateAppConfigInput;
  UpdateAppConfigPayload: Omit<UpdateAppConfigPayload, 'app'> & { app: ResolversParentTypes['App'] };
  ConversationPage: Omit<ConversationPage, 'nodes'> & { nodes: Array<ResolversParentTypes['Conversation']> };
  Conversation: ConversationModel;
  MessagePage: Omit<MessagePage, 'nodes'> & { nodes: Array<ResolversParentTypes['Message']> };
  Author: ResolversUnionTypes<ResolversParentTypes>['Author'];
  Message: MessageModel;
  Feedback: Feedback;
  RetrieverResource: RetrieverResource;
  Float: Scalars['Float']['output'];
  Usage: UsageModel;
  Task: MessageModel;
  TaskEvent: TaskEventModel;
  TaskError: TaskError;
  App: AppReferenceModel;
  Account: AccountReferenceModel;
  EndUser: EndUserReferenceModel;
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
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType, RequireFields<QueryConversationArgs, 'id'>>;
  conversations?: Resolver<ResolversTypes['ConversationPage'], ParentType, ContextType, RequireFields<QueryConversationsArgs, 'first' | 'sort'>>;
  message?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType, RequireFields<QueryMessageArgs, 'id'>>;
  task?: Resolver<Maybe<ResolversTypes['Task']>, ParentType, ContextType, RequireFields<QueryTaskArgs, 'id'>>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  sendMessage?: Resolver<ResolversTypes['SendMessagePayload'], ParentType, ContextType, RequireFields<MutationSendMessageArgs, 'input'>>;
  stopTask?: Resolver<ResolversTypes['StopTaskPayload'], ParentType, ContextType, RequireFields<MutationStopTaskArgs, 'input'>>;
  updateAppConfig?: Resolver<ResolversTypes['UpdateAppConfigPayload'], ParentType, ContextType, RequireFields<MutationUpdateAppConfigArgs, 'input'>>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  taskEvents?: SubscriptionResolver<ResolversTypes['TaskEvent'], "taskEvents", ParentType, ContextType, RequireFields<SubscriptionTaskEventsArgs, 'taskId'>>;
};

export type SendMessagePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SendMessagePayload'] = ResolversParentTypes['SendMessagePayload']> = {
  taskId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  task?: Resolver<ResolversTypes['Task'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
};

export type StopTaskPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StopTaskPayload'] = ResolversParentTypes['StopTaskPayload']> = {
  taskId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type UpdateAppConfigPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateAppConfigPayload'] = ResolversParentTypes['UpdateAppConfigPayload']> = {
  app?: Resolver<ResolversTypes['App'], ParentType, ContextType>;
};

export type ConversationPageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConversationPage'] = ResolversParentTypes['ConversationPage']> = {
  nodes?: Resolver<Array<ResolversTypes['Conversation']>, ParentType, ContextType>;
  hasMore?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ConversationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Conversation'] = ResolversParentTypes['Conversation'], FederationReferenceType extends FederationReferenceTypes['Conversation'] = FederationReferenceTypes['Conversation']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Conversation']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  app?: Resolver<ResolversTypes['App'], ParentType, ContextType>;
  author?: Resolver<ResolversTypes['Author'], ParentType, ContextType>;
  inputs?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  introduction?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  messages?: Resolver<ResolversTypes['MessagePage'], ParentType, ContextType, Partial<ConversationMessagesArgs>>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type MessagePageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MessagePage'] = ResolversParentTypes['MessagePage']> = {
  nodes?: Resolver<Array<ResolversTypes['Message']>, ParentType, ContextType>;
  hasMore?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type AuthorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Author'] = ResolversParentTypes['Author']> = {
  __resolveType: TypeResolveFn<'Account' | 'EndUser', ParentType, ContextType>;
};

export type MessageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Message'] = ResolversParentTypes['Message'], FederationReferenceType extends FederationReferenceTypes['Message'] = FederationReferenceTypes['Message']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Message']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  conversation?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType>;
  parentId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  author?: Resolver<ResolversTypes['Author'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  answer?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  inputs?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['MessageStatus'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  taskId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  task?: Resolver<ResolversTypes['Task'], ParentType, ContextType>;
  usage?: Resolver<Maybe<ResolversTypes['Usage']>, ParentType, ContextType>;
  retrieverResources?: Resolver<Array<ResolversTypes['RetrieverResource']>, ParentType, ContextType>;
  feedback?: Resolver<Maybe<ResolversTypes['Feedback']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type FeedbackResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Feedback'] = ResolversParentTypes['Feedback']> = {
  rating?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RetrieverResourceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RetrieverResource'] = ResolversParentTypes['RetrieverResource']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  datasetId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  datasetName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  documentId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  documentName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  segmentId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  score?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UsageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Usage'] = ResolversParentTypes['Usage']> = {
  promptTokens?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  promptUnitPrice?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  promptPriceUnit?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  promptPrice?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  completionTokens?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  completionUnitPrice?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  completionPriceUnit?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  completionPrice?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  totalTokens?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalPrice?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  latency?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  timeToFirstToken?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  timeToGenerate?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type TaskResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Task'] = ResolversParentTypes['Task'], FederationReferenceType extends FederationReferenceTypes['Task'] = FederationReferenceTypes['Task']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Task']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TaskStatus'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type TaskEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaskEvent'] = ResolversParentTypes['TaskEvent']> = {
  cursor?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['TaskEventType'], ParentType, ContextType>;
  taskId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  usage?: Resolver<Maybe<ResolversTypes['Usage']>, ParentType, ContextType>;
  retrieverResources?: Resolver<Maybe<Array<ResolversTypes['RetrieverResource']>>, ParentType, ContextType>;
  stopped?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['TaskError']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type TaskErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaskError'] = ResolversParentTypes['TaskError']> = {
  status?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AppResolvers<ContextType = Context, ParentType extends ResolversParentTypes['App'] = ResolversParentTypes['App'], FederationReferenceType extends FederationReferenceTypes['App'] = FederationReferenceTypes['App']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['App']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  parameters?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
};

export type AccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  conversations?: Resolver<ResolversTypes['ConversationPage'], ParentType, ContextType, RequireFields<AccountConversationsArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EndUserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EndUser'] = ResolversParentTypes['EndUser']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  SendMessagePayload?: SendMessagePayloadResolvers<ContextType>;
  StopTaskPayload?: StopTaskPayloadResolvers<ContextType>;
  UpdateAppConfigPayload?: UpdateAppConfigPayloadResolvers<ContextType>;
  ConversationPage?: ConversationPageResolvers<ContextType>;
  Conversation?: ConversationResolvers<ContextType>;
  MessagePage?: MessagePageResolvers<ContextType>;
  Author?: AuthorResolvers<ContextType>;
  Message?: MessageResolvers<ContextType>;
  Feedback?: FeedbackResolvers<ContextType>;
  RetrieverResource?: RetrieverResourceResolvers<ContextType>;
  Usage?: UsageResolvers<ContextType>;
  Task?: TaskResolvers<ContextType>;
  TaskEvent?: TaskEventResolvers<ContextType>;
  TaskError?: TaskErrorResolvers<ContextType>;
  App?: AppResolvers<ContextType>;
  Account?: AccountResolvers<ContextType>;
  EndUser?: EndUserResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  link?: LinkDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  inaccessible?: InaccessibleDirectiveResolver<any, any, ContextType>;
  authenticated?: AuthenticatedDirectiveResolver<any, any, ContextType>;
  requiresScopes?: RequiresScopesDirectiveResolver<any, any, ContextType>;
};
