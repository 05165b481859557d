import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { File as FileModel } from '../files.ts';
import type { Message as MessageModel } from '../message-files.ts';
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
  /** A file part of a multipart request. */
  Upload: { input: unknown; output: unknown; }
  /** A handle for bytes that the gateway's download routes read from the owning service; it expires within a minute. */
  Bytes: { input: unknown; output: unknown; }
  /** A count that may exceed 32 bits. */
  Size: { input: number; output: number; }
};

export type Query = {
  /** A file of the viewer, or one that a message of the viewer's app refers to. */
  file?: Maybe<File>;
  /**
   * A file that some message of the calling app refers to.
   * Fails with NOT_FOUND and reason `file_not_found`, or FORBIDDEN and `file_access_denied` when it belongs to another app.
   */
  appFile: File;
  /** The file that a signed address names. The signature is the permission: nobody has to be signed in. */
  signedFile?: Maybe<File>;
  /** Checks that the viewer may use these files and gives them in that order. For services. */
  usableFiles: Array<File>;
};


export type QueryFileArgs = {
  id: Scalars['ID']['input'];
};


export type QueryAppFileArgs = {
  id: Scalars['ID']['input'];
};


export type QuerySignedFileArgs = {
  id: Scalars['ID']['input'];
  timestamp: Scalars['String']['input'];
  nonce: Scalars['String']['input'];
  sign: Scalars['String']['input'];
};


export type QueryUsableFilesArgs = {
  ids: Array<Scalars['ID']['input']>;
};

export type Mutation = {
  /** Stores the bytes once by content; the file belongs to the viewer. */
  uploadFile: FilePayload;
  /**
   * Notes that a message refers to files of the viewer, or to remote addresses, in that order.
   * Fails with BAD_INPUT when a file is unknown or somebody else's. For the chat service.
   */
  attachFiles: AttachFilesPayload;
};


export type MutationUploadFileArgs = {
  input: UploadFileInput;
};


export type MutationAttachFilesArgs = {
  input: AttachFilesInput;
};

export type UploadFileInput = {
  file: Scalars['Upload']['input'];
};

export type FilePayload = {
  file: File;
};

export type AttachFilesInput = {
  messageId: Scalars['ID']['input'];
  /** The app that the message is sent to; absent, the one that the viewer calls with. */
  appId?: InputMaybe<Scalars['ID']['input']>;
  files: Array<FileReferenceInput>;
};

/** Either `fileId` or `url`. */
export type FileReferenceInput = {
  fileId?: InputMaybe<Scalars['ID']['input']>;
  url?: InputMaybe<Scalars['String']['input']>;
  kind?: InputMaybe<FileKind>;
};

export type AttachFilesPayload = {
  files: Array<File>;
};

export const FileKind = {
  Image: 'IMAGE',
  Document: 'DOCUMENT',
  Audio: 'AUDIO',
  Video: 'VIDEO',
  Custom: 'CUSTOM'
} as const;

export type FileKind = typeof FileKind[keyof typeof FileKind];
export const TransferMethod = {
  LocalFile: 'LOCAL_FILE',
  RemoteUrl: 'REMOTE_URL'
} as const;

export type TransferMethod = typeof TransferMethod[keyof typeof TransferMethod];
/** Bytes with a name. A file never changes once uploaded. */
export type File = {
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  /** Lower case, without the dot; empty when the name has none. */
  extension: Scalars['String']['output'];
  /** Found in the content; the declared type where the content does not tell. */
  mimeType: Scalars['String']['output'];
  /** The type that the upload declared. */
  declaredMimeType: Scalars['String']['output'];
  /** Bytes; null for a remote file of unknown size. */
  size?: Maybe<Scalars['Size']['output']>;
  /** SHA-256 of the content, in hex; null for a remote file. */
  sha256?: Maybe<Scalars['String']['output']>;
  kind: FileKind;
  transferMethod: TransferMethod;
  /** The remote address; null for an uploaded file. */
  remoteUrl?: Maybe<Scalars['String']['output']>;
  /** A signed address that works for 300 seconds without credentials. */
  url?: Maybe<Scalars['String']['output']>;
  /** What the gateway's download routes read. */
  content?: Maybe<Scalars['Bytes']['output']>;
  /** The text of a txt, md, csv, json, html or pdf file, cut after `first` characters; null where there is none. */
  text?: Maybe<Scalars['String']['output']>;
  ownerId: Scalars['ID']['output'];
  createdAt: Scalars['DateTime']['output'];
};


/** Bytes with a name. A file never changes once uploaded. */
export type FileTextArgs = {
  first?: Scalars['Int']['input'];
};

export type Message = {
  id: Scalars['ID']['output'];
  /** In the order in which they were attached. */
  files: Array<File>;
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
  File: File;
  Message: Message;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  File:
    ( { __typename: 'File' }
    & GraphQLRecursivePick<FederationTypes['File'], {"id":true}> );
  Message:
    ( { __typename: 'Message' }
    & GraphQLRecursivePick<FederationTypes['Message'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Upload: ResolverTypeWrapper<Scalars['Upload']['output']>;
  Bytes: ResolverTypeWrapper<Scalars['Bytes']['output']>;
  Size: ResolverTypeWrapper<Scalars['Size']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  UploadFileInput: UploadFileInput;
  FilePayload: ResolverTypeWrapper<Omit<FilePayload, 'file'> & { file: ResolversTypes['File'] }>;
  AttachFilesInput: AttachFilesInput;
  FileReferenceInput: FileReferenceInput;
  AttachFilesPayload: ResolverTypeWrapper<Omit<AttachFilesPayload, 'files'> & { files: Array<ResolversTypes['File']> }>;
  FileKind: FileKind;
  TransferMethod: TransferMethod;
  File: ResolverTypeWrapper<FileModel>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Message: ResolverTypeWrapper<MessageModel>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  Upload: Scalars['Upload']['output'];
  Bytes: Scalars['Bytes']['output'];
  Size: Scalars['Size']['output'];
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Mutation: Record<PropertyKey, never>;
  UploadFileInput: UploadFileInput;
  FilePayload: Omit<FilePayload, 'file'> & { file: ResolversParentTypes['File'] };
  AttachFilesInput: AttachFilesInput;
  FileReferenceInput: FileReferenceInput;
  AttachFilesPayload: Omit<AttachFilesPayload, 'files'> & { files: Array<ResolversParentTypes['File']> };
  File: FileModel;
  Int: Scalars['Int']['output'];
  Message: MessageModel;
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

export interface UploadScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Upload'], any> {
  name: 'Upload';
}

export interface BytesScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Bytes'], any> {
  name: 'Bytes';
}

export interface SizeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Size'], any> {
  name: 'Size';
}

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  file?: Resolver<Maybe<ResolversTypes['File']>, ParentType, ContextType, RequireFields<QueryFileArgs, 'id'>>;
  appFile?: Resolver<ResolversTypes['File'], ParentType, ContextType, RequireFields<QueryAppFileArgs, 'id'>>;
  signedFile?: Resolver<Maybe<ResolversTypes['File']>, ParentType, ContextType, RequireFields<QuerySignedFileArgs, 'id' | 'timestamp' | 'nonce' | 'sign'>>;
  usableFiles?: Resolver<Array<ResolversTypes['File']>, ParentType, ContextType, RequireFields<QueryUsableFilesArgs, 'ids'>>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  uploadFile?: Resolver<ResolversTypes['FilePayload'], ParentType, ContextType, RequireFields<MutationUploadFileArgs, 'input'>>;
  attachFiles?: Resolver<ResolversTypes['AttachFilesPayload'], ParentType, ContextType, RequireFields<MutationAttachFilesArgs, 'input'>>;
};

export type FilePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FilePayload'] = ResolversParentTypes['FilePayload']> = {
  file?: Resolver<ResolversTypes['File'], ParentType, ContextType>;
};

export type AttachFilesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AttachFilesPayload'] = ResolversParentTypes['AttachFilesPayload']> = {
  files?: Resolver<Array<ResolversTypes['File']>, ParentType, ContextType>;
};

export type FileResolvers<ContextType = Context, ParentType extends ResolversParentTypes['File'] = ResolversParentTypes['File'], FederationReferenceType extends FederationReferenceTypes['File'] = FederationReferenceTypes['File']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['File']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  extension?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  mimeType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  declaredMimeType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<Maybe<ResolversTypes['Size']>, ParentType, ContextType>;
  sha256?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['FileKind'], ParentType, ContextType>;
  transferMethod?: Resolver<ResolversTypes['TransferMethod'], ParentType, ContextType>;
  remoteUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['Bytes']>, ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType, RequireFields<FileTextArgs, 'first'>>;
  ownerId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type MessageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Message'] = ResolversParentTypes['Message'], FederationReferenceType extends FederationReferenceTypes['Message'] = FederationReferenceTypes['Message']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Message']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  files?: Resolver<Array<ResolversTypes['File']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  Upload?: GraphQLScalarType;
  Bytes?: GraphQLScalarType;
  Size?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  FilePayload?: FilePayloadResolvers<ContextType>;
  AttachFilesPayload?: AttachFilesPayloadResolvers<ContextType>;
  File?: FileResolvers<ContextType>;
  Message?: MessageResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  link?: LinkDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  inaccessible?: InaccessibleDirectiveResolver<any, any, ContextType>;
  authenticated?: AuthenticatedDirectiveResolver<any, any, ContextType>;
  requiresScopes?: RequiresScopesDirectiveResolver<any, any, ContextType>;
};
