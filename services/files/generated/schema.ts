import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { File as FileModel } from '../files.ts';
import type { ProgressEvent as ProgressEventModel } from '../file-progress.ts';
import type { Message as MessageModel } from '../message-files.ts';
import type { Session as SessionModel } from '../sessions/sessions.ts';
import type { SessionFile as SessionFileModel, WorkflowRun as WorkflowRunModel } from '../sessions/session-files.ts';
import type { ArtifactEvent as ArtifactEventModel } from '../sessions/artifact-events.ts';
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
  /** A file of the viewer, one that a message of the viewer's app refers to, or one that came in through an app of the account's organization. */
  file?: Maybe<File>;
  /**
   * A file that some message of the calling app refers to.
   * Fails with NOT_FOUND and reason `file_not_found`, or FORBIDDEN and `file_access_denied` when it belongs to another app.
   */
  appFile: File;
  /** The file that a signed address names. The signature is the permission: nobody has to be signed in. */
  signedFile?: Maybe<File>;
  /** The same, but that it fails with FORBIDDEN where the signature is not valid, or not any more. */
  signedToolFile?: Maybe<File>;
  /** A file uploaded for a chat: of the viewer; a site administrator sees everybody's. */
  chatFile?: Maybe<File>;
  /**
   * What a remote server tells of an address, by HEAD or else GET. Fails with BAD_INPUT for an address that is
   * no http one or points inward, NOT_FOUND for a remote 404, and reason `remote_file_fetch_failed` for any other failure.
   */
  remoteFile: RemoteFile;
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


export type QuerySignedToolFileArgs = {
  id: Scalars['ID']['input'];
  timestamp: Scalars['String']['input'];
  nonce: Scalars['String']['input'];
  sign: Scalars['String']['input'];
};


export type QueryChatFileArgs = {
  id: Scalars['ID']['input'];
};


export type QueryRemoteFileArgs = {
  url: Scalars['String']['input'];
};


export type QueryUsableFilesArgs = {
  ids: Array<Scalars['ID']['input']>;
};

export type Mutation = {
  /** Stores the bytes once by content; the file belongs to the viewer. */
  uploadFile: FilePayload;
  /**
   * Fetches a remote file and stores it as an upload of the viewer.
   * Fails like `remoteFile`, with TOO_LARGE and with UNSUPPORTED_TYPE.
   */
  importFile: FilePayload;
  /** Messages that referred to the file no longer have it; its bytes go with the last file that has them. */
  deleteFile: DeleteFilePayload;
  /**
   * Stores an image of at most 10 MiB for use in the chats of an organization. The type is found in the first
   * 512 bytes. Reasons: `organization_unknown`, `unsupported_file_type` (BAD_INPUT), `file_too_large` (TOO_LARGE).
   */
  uploadChatFile: FilePayload;
  /**
   * Stores a file in a session that is connected; its id is the permission.
   * Fails with BAD_INPUT and reason `session_not_connected`, TOO_LARGE and `file_too_large`.
   */
  uploadAttachment: AttachmentPayload;
  /** Holds the bytes of a workspace file for ten minutes, until `registerArtifacts` names them. For the workflow service. */
  stageWorkspaceFile: StagedFilePayload;
  /**
   * Notes what one node execution changed in a session's workspace: all of it in one append to the session's events.
   * What is as it was is left out. For the workflow service.
   */
  registerArtifacts: RegisterArtifactsPayload;
  /**
   * Notes that a message refers to files of the viewer, or to remote addresses, in that order.
   * Fails with BAD_INPUT when a file is unknown or somebody else's. For the chat service.
   */
  attachFiles: AttachFilesPayload;
};


export type MutationUploadFileArgs = {
  input: UploadFileInput;
};


export type MutationImportFileArgs = {
  input: ImportFileInput;
};


export type MutationDeleteFileArgs = {
  input: DeleteFileInput;
};


export type MutationUploadChatFileArgs = {
  input: UploadChatFileInput;
};


export type MutationUploadAttachmentArgs = {
  input: UploadAttachmentInput;
};


export type MutationStageWorkspaceFileArgs = {
  input: StageWorkspaceFileInput;
};


export type MutationRegisterArtifactsArgs = {
  input: RegisterArtifactsInput;
};


export type MutationAttachFilesArgs = {
  input: AttachFilesInput;
};

export type Subscription = {
  /**
   * How an upload or an import that was given this `uploadId` goes on, from its start or behind a cursor; may be asked
   * for before it begins. Only the viewer's own. Ends when the file is stored or has failed.
   */
  fileProgress: FileProgress;
  /**
   * What runs change in a session's workspace: one item for each node execution that changed files, from the oldest kept
   * or behind the sequence `after`, then live. Ends when the session does.
   */
  sessionArtifacts: ArtifactEvents;
};


export type SubscriptionFileProgressArgs = {
  uploadId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['ID']['input']>;
};


export type SubscriptionSessionArtifactsArgs = {
  sessionId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['ID']['input']>;
};

export type UploadFileInput = {
  file: Scalars['Upload']['input'];
  /** The only category that is taken; of another one it fails with UNSUPPORTED_TYPE. */
  kind?: InputMaybe<FileKind>;
  /** Chosen by the client, a UUID: names the progress of this upload. */
  uploadId?: InputMaybe<Scalars['ID']['input']>;
};

export type ImportFileInput = {
  /** An http or https address of at most 8192 characters. */
  url: Scalars['String']['input'];
  /** Chosen by the client, a UUID: names the progress of this import. */
  uploadId?: InputMaybe<Scalars['ID']['input']>;
};

export type DeleteFileInput = {
  id: Scalars['ID']['input'];
};

export type DeleteFilePayload = {
  id: Scalars['ID']['output'];
};

export type UploadChatFileInput = {
  /** One that the viewer is a member of. */
  organizationId: Scalars['ID']['input'];
  /** Its name may be empty. */
  file: Scalars['Upload']['input'];
};

export type RemoteFile = {
  /** The declared content type; `application/octet-stream` where there is none. */
  mimeType: Scalars['String']['output'];
  /** Bytes; null where the server does not say. */
  size?: Maybe<Scalars['Size']['output']>;
};

export const FileProgressState = {
  Receiving: 'RECEIVING',
  Stored: 'STORED',
  Failed: 'FAILED'
} as const;

export type FileProgressState = typeof FileProgressState[keyof typeof FileProgressState];
export type FileProgress = {
  cursor: Scalars['ID']['output'];
  state: FileProgressState;
  received: Scalars['Size']['output'];
  /** Bytes; null while it is unknown. */
  total?: Maybe<Scalars['Size']['output']>;
  /** When it is stored. */
  file?: Maybe<File>;
  /** When it has failed: the code of the failure and what it says. */
  code?: Maybe<Scalars['String']['output']>;
  message?: Maybe<Scalars['String']['output']>;
};

export type UploadAttachmentInput = {
  sessionId: Scalars['ID']['input'];
  file: Scalars['Upload']['input'];
};

export type AttachmentPayload = {
  attachment: Attachment;
};

export type StageWorkspaceFileInput = {
  sessionId: Scalars['ID']['input'];
  file: Scalars['Upload']['input'];
};

export type StagedFilePayload = {
  stagedId: Scalars['ID']['output'];
  sha256: Scalars['String']['output'];
  size: Scalars['Size']['output'];
};

export type RegisterArtifactsInput = {
  sessionId: Scalars['ID']['input'];
  runId?: InputMaybe<Scalars['ID']['input']>;
  nodeId: Scalars['String']['input'];
  /** `workspace_scan`, or what else found the changes. */
  hook: Scalars['String']['input'];
  /** At most 500, each path once. */
  changes: Array<WorkspaceChangeInput>;
};

/** A file that is there has `stagedId`; one that is gone has not. */
export type WorkspaceChangeInput = {
  /** Relative to `code_workspace/`, with `/` between its parts. */
  path: Scalars['String']['input'];
  stagedId?: InputMaybe<Scalars['ID']['input']>;
  /** Guessed from the name, without. */
  mimeType?: InputMaybe<Scalars['String']['input']>;
  source?: InputMaybe<AttachmentSource>;
};

export type RegisterArtifactsPayload = {
  /** Sorted by path; empty when nothing had changed. */
  events: Array<ArtifactEvent>;
};

export const AttachmentKind = {
  Image: 'IMAGE',
  Audio: 'AUDIO',
  Video: 'VIDEO',
  File: 'FILE'
} as const;

export type AttachmentKind = typeof AttachmentKind[keyof typeof AttachmentKind];
export const AttachmentSource = {
  UserUpload: 'USER_UPLOAD',
  Workspace: 'WORKSPACE',
  ModelOutput: 'MODEL_OUTPUT'
} as const;

export type AttachmentSource = typeof AttachmentSource[keyof typeof AttachmentSource];
/** A file of a session, as the runs of the session know it. */
export type Attachment = {
  /** `att_…`; stable for one path of a session. */
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  mimeType: Scalars['String']['output'];
  size: Scalars['Size']['output'];
  sha256: Scalars['String']['output'];
  kind: AttachmentKind;
  source: AttachmentSource;
  description?: Maybe<Scalars['String']['output']>;
  /** Relative to the session's folder: `code_workspace/attachments/att_…/spec.md`. */
  path: Scalars['String']['output'];
  nodeId?: Maybe<Scalars['String']['output']>;
  hook?: Maybe<Scalars['String']['output']>;
  /** What the gateway's download routes read; null when the file is deleted. */
  content?: Maybe<Scalars['Bytes']['output']>;
  session: Session;
  createdAt: Scalars['DateTime']['output'];
};

/** A file of a session by its place; what has been deleted keeps its record. */
export type Artifact = {
  /** `art_…`; stable for one path of a session. */
  id: Scalars['ID']['output'];
  attachmentId: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  mimeType: Scalars['String']['output'];
  size: Scalars['Size']['output'];
  sha256: Scalars['String']['output'];
  /** Relative to the session's folder. */
  path: Scalars['String']['output'];
  nodeId?: Maybe<Scalars['String']['output']>;
  hook?: Maybe<Scalars['String']['output']>;
  isDeleted: Scalars['Boolean']['output'];
  /** base64, of a file of at most 20 MiB that is there, unless the installation leaves it out; at most 40 MiB a request. */
  dataUri?: Maybe<Scalars['String']['output']>;
  /** What the gateway's download routes read; null when the file is deleted. */
  content?: Maybe<Scalars['Bytes']['output']>;
  session: Session;
  run?: Maybe<WorkflowRun>;
  createdAt: Scalars['DateTime']['output'];
  updatedAt: Scalars['DateTime']['output'];
};

export const ArtifactChange = {
  Created: 'CREATED',
  Updated: 'UPDATED',
  Deleted: 'DELETED'
} as const;

export type ArtifactChange = typeof ArtifactChange[keyof typeof ArtifactChange];
/** A change of one file, as it was then. */
export type ArtifactEvent = {
  /** 32 hex digits. */
  id: Scalars['ID']['output'];
  /** From 1, without gaps, in the session. */
  sequence: Scalars['Int']['output'];
  change: ArtifactChange;
  artifactId: Scalars['ID']['output'];
  attachmentId: Scalars['ID']['output'];
  nodeId: Scalars['String']['output'];
  hook: Scalars['String']['output'];
  name: Scalars['String']['output'];
  /** Relative to the session's folder. */
  path: Scalars['String']['output'];
  /** Relative to `code_workspace/`. */
  relativePath: Scalars['String']['output'];
  size: Scalars['Size']['output'];
  mimeType: Scalars['String']['output'];
  sha256: Scalars['String']['output'];
  createdAt: Scalars['DateTime']['output'];
};

export type ArtifactEvents = {
  /** The sequence of the last of the events. */
  cursor: Scalars['ID']['output'];
  /** What one node execution changed, by path. */
  events: Array<ArtifactEvent>;
};

/** All that are given must fit; a list has at most 100 entries. */
export type ArtifactFilter = {
  /** Beginnings of types, whatever their case: `image/`, `image/png`, `image/*`. */
  mimeTypes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Last extensions, with or without the dot, whatever their case. */
  extensions?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Bytes. */
  sizeMax?: InputMaybe<Scalars['Size']['input']>;
};

export type ArtifactEventPage = {
  events: Array<ArtifactEvent>;
  /** The sequence of the last event that was looked at. */
  nextCursor: Scalars['Size']['output'];
  hasMore: Scalars['Boolean']['output'];
};

/** The folder in which the runs of one connection work. */
export type Session = {
  id: Scalars['ID']['output'];
  /** In the order in which they came, files of the workspace included. */
  attachments: Array<Attachment>;
  /** By an `art_…` or an `att_…` id, of an upload too. */
  artifact?: Maybe<Artifact>;
  /** The files of the workspace by path, what is deleted left out; `after` is a path. */
  artifacts: Array<Artifact>;
  /** Events behind a sequence; where there is none that fits, waits for one up to `waitMs` (at most 60000). */
  artifactEvents: ArtifactEventPage;
  /** A zip of the session's folder; null when there is no folder. */
  archive?: Maybe<Scalars['Bytes']['output']>;
};


/** The folder in which the runs of one connection work. */
export type SessionArtifactArgs = {
  id: Scalars['ID']['input'];
};


/** The folder in which the runs of one connection work. */
export type SessionArtifactsArgs = {
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


/** The folder in which the runs of one connection work. */
export type SessionArtifactEventsArgs = {
  after?: InputMaybe<Scalars['Size']['input']>;
  first?: Scalars['Int']['input'];
  waitMs?: Scalars['Int']['input'];
  filter?: InputMaybe<ArtifactFilter>;
};

export type WorkflowRun = {
  id: Scalars['ID']['output'];
  /** What the run changed in its session's workspace, by path, what is deleted left out; at most 500. */
  artifacts: Array<Artifact>;
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
  /** The remote address, of an imported file the one that it came from; null for an uploaded one. */
  remoteUrl?: Maybe<Scalars['String']['output']>;
  /** A signed address that works for 300 seconds without credentials. */
  url?: Maybe<Scalars['String']['output']>;
  /** What the gateway's download routes read. */
  content?: Maybe<Scalars['Bytes']['output']>;
  /** The text of a txt, md, csv, json, html, pdf or docx file, cut after `first` characters; null where there is none. */
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
  Attachment: Attachment;
  Artifact: Artifact;
  Session: Session;
  WorkflowRun: WorkflowRun;
  File: File;
  Message: Message;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Attachment:
    ( { __typename: 'Attachment' }
    & GraphQLRecursivePick<FederationTypes['Attachment'], {"id":true}> );
  Artifact:
    ( { __typename: 'Artifact' }
    & GraphQLRecursivePick<FederationTypes['Artifact'], {"id":true}> );
  Session:
    ( { __typename: 'Session' }
    & GraphQLRecursivePick<FederationTypes['Session'], {"id":true}> );
  WorkflowRun:
    ( { __typename: 'WorkflowRun' }
    & GraphQLRecursivePick<FederationTypes['WorkflowRun'], {"id":true}> );
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
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  UploadFileInput: UploadFileInput;
  ImportFileInput: ImportFileInput;
  DeleteFileInput: DeleteFileInput;
  DeleteFilePayload: ResolverTypeWrapper<DeleteFilePayload>;
  UploadChatFileInput: UploadChatFileInput;
  RemoteFile: ResolverTypeWrapper<RemoteFile>;
  FileProgressState: FileProgressState;
  FileProgress: ResolverTypeWrapper<ProgressEventModel>;
  UploadAttachmentInput: UploadAttachmentInput;
  AttachmentPayload: ResolverTypeWrapper<Omit<AttachmentPayload, 'attachment'> & { attachment: ResolversTypes['Attachment'] }>;
  StageWorkspaceFileInput: StageWorkspaceFileInput;
  StagedFilePayload: ResolverTypeWrapper<StagedFilePayload>;
  RegisterArtifactsInput: RegisterArtifactsInput;
  WorkspaceChangeInput: WorkspaceChangeInput;
  RegisterArtifactsPayload: ResolverTypeWrapper<Omit<RegisterArtifactsPayload, 'events'> & { events: Array<ResolversTypes['ArtifactEvent']> }>;
  AttachmentKind: AttachmentKind;
  AttachmentSource: AttachmentSource;
  Attachment: ResolverTypeWrapper<SessionFileModel>;
  Artifact: ResolverTypeWrapper<SessionFileModel>;
  ArtifactChange: ArtifactChange;
  ArtifactEvent: ResolverTypeWrapper<ArtifactEventModel>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ArtifactEvents: ResolverTypeWrapper<Omit<ArtifactEvents, 'events'> & { events: Array<ResolversTypes['ArtifactEvent']> }>;
  ArtifactFilter: ArtifactFilter;
  ArtifactEventPage: ResolverTypeWrapper<Omit<ArtifactEventPage, 'events'> & { events: Array<ResolversTypes['ArtifactEvent']> }>;
  Session: ResolverTypeWrapper<SessionModel>;
  WorkflowRun: ResolverTypeWrapper<WorkflowRunModel>;
  FilePayload: ResolverTypeWrapper<Omit<FilePayload, 'file'> & { file: ResolversTypes['File'] }>;
  AttachFilesInput: AttachFilesInput;
  FileReferenceInput: FileReferenceInput;
  AttachFilesPayload: ResolverTypeWrapper<Omit<AttachFilesPayload, 'files'> & { files: Array<ResolversTypes['File']> }>;
  FileKind: FileKind;
  TransferMethod: TransferMethod;
  File: ResolverTypeWrapper<FileModel>;
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
  Subscription: Record<PropertyKey, never>;
  UploadFileInput: UploadFileInput;
  ImportFileInput: ImportFileInput;
  DeleteFileInput: DeleteFileInput;
  DeleteFilePayload: DeleteFilePayload;
  UploadChatFileInput: UploadChatFileInput;
  RemoteFile: RemoteFile;
  FileProgress: ProgressEventModel;
  UploadAttachmentInput: UploadAttachmentInput;
  AttachmentPayload: Omit<AttachmentPayload, 'attachment'> & { attachment: ResolversParentTypes['Attachment'] };
  StageWorkspaceFileInput: StageWorkspaceFileInput;
  StagedFilePayload: StagedFilePayload;
  RegisterArtifactsInput: RegisterArtifactsInput;
  WorkspaceChangeInput: WorkspaceChangeInput;
  RegisterArtifactsPayload: Omit<RegisterArtifactsPayload, 'events'> & { events: Array<ResolversParentTypes['ArtifactEvent']> };
  Attachment: SessionFileModel;
  Artifact: SessionFileModel;
  ArtifactEvent: ArtifactEventModel;
  Int: Scalars['Int']['output'];
  ArtifactEvents: Omit<ArtifactEvents, 'events'> & { events: Array<ResolversParentTypes['ArtifactEvent']> };
  ArtifactFilter: ArtifactFilter;
  ArtifactEventPage: Omit<ArtifactEventPage, 'events'> & { events: Array<ResolversParentTypes['ArtifactEvent']> };
  Session: SessionModel;
  WorkflowRun: WorkflowRunModel;
  FilePayload: Omit<FilePayload, 'file'> & { file: ResolversParentTypes['File'] };
  AttachFilesInput: AttachFilesInput;
  FileReferenceInput: FileReferenceInput;
  AttachFilesPayload: Omit<AttachFilesPayload, 'files'> & { files: Array<ResolversParentTypes['File']> };
  File: FileModel;
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
  signedToolFile?: Resolver<Maybe<ResolversTypes['File']>, ParentType, ContextType, RequireFields<QuerySignedToolFileArgs, 'id' | 'timestamp' | 'nonce' | 'sign'>>;
  chatFile?: Resolver<Maybe<ResolversTypes['File']>, ParentType, ContextType, RequireFields<QueryChatFileArgs, 'id'>>;
  remoteFile?: Resolver<ResolversTypes['RemoteFile'], ParentType, ContextType, RequireFields<QueryRemoteFileArgs, 'url'>>;
  usableFiles?: Resolver<Array<ResolversTypes['File']>, ParentType, ContextType, RequireFields<QueryUsableFilesArgs, 'ids'>>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  uploadFile?: Resolver<ResolversTypes['FilePayload'], ParentType, ContextType, RequireFields<MutationUploadFileArgs, 'input'>>;
  importFile?: Resolver<ResolversTypes['FilePayload'], ParentType, ContextType, RequireFields<MutationImportFileArgs, 'input'>>;
  deleteFile?: Resolver<ResolversTypes['DeleteFilePayload'], ParentType, ContextType, RequireFields<MutationDeleteFileArgs, 'input'>>;
  uploadChatFile?: Resolver<ResolversTypes['FilePayload'], ParentType, ContextType, RequireFields<MutationUploadChatFileArgs, 'input'>>;
  uploadAttachment?: Resolver<ResolversTypes['AttachmentPayload'], ParentType, ContextType, RequireFields<MutationUploadAttachmentArgs, 'input'>>;
  stageWorkspaceFile?: Resolver<ResolversTypes['StagedFilePayload'], ParentType, ContextType, RequireFields<MutationStageWorkspaceFileArgs, 'input'>>;
  registerArtifacts?: Resolver<ResolversTypes['RegisterArtifactsPayload'], ParentType, ContextType, RequireFields<MutationRegisterArtifactsArgs, 'input'>>;
  attachFiles?: Resolver<ResolversTypes['AttachFilesPayload'], ParentType, ContextType, RequireFields<MutationAttachFilesArgs, 'input'>>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  fileProgress?: SubscriptionResolver<ResolversTypes['FileProgress'], "fileProgress", ParentType, ContextType, RequireFields<SubscriptionFileProgressArgs, 'uploadId'>>;
  sessionArtifacts?: SubscriptionResolver<ResolversTypes['ArtifactEvents'], "sessionArtifacts", ParentType, ContextType, RequireFields<SubscriptionSessionArtifactsArgs, 'sessionId'>>;
};

export type DeleteFilePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteFilePayload'] = ResolversParentTypes['DeleteFilePayload']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type RemoteFileResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RemoteFile'] = ResolversParentTypes['RemoteFile']> = {
  mimeType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<Maybe<ResolversTypes['Size']>, ParentType, ContextType>;
};

export type FileProgressResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FileProgress'] = ResolversParentTypes['FileProgress']> = {
  cursor?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['FileProgressState'], ParentType, ContextType>;
  received?: Resolver<ResolversTypes['Size'], ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Size']>, ParentType, ContextType>;
  file?: Resolver<Maybe<ResolversTypes['File']>, ParentType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AttachmentPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AttachmentPayload'] = ResolversParentTypes['AttachmentPayload']> = {
  attachment?: Resolver<ResolversTypes['Attachment'], ParentType, ContextType>;
};

export type StagedFilePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StagedFilePayload'] = ResolversParentTypes['StagedFilePayload']> = {
  stagedId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Size'], ParentType, ContextType>;
};

export type RegisterArtifactsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RegisterArtifactsPayload'] = ResolversParentTypes['RegisterArtifactsPayload']> = {
  events?: Resolver<Array<ResolversTypes['ArtifactEvent']>, ParentType, ContextType>;
};

export type AttachmentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Attachment'] = ResolversParentTypes['Attachment'], FederationReferenceType extends FederationReferenceTypes['Attachment'] = FederationReferenceTypes['Attachment']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Attachment']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  mimeType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Size'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AttachmentKind'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['AttachmentSource'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nodeId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hook?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['Bytes']>, ParentType, ContextType>;
  session?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ArtifactResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Artifact'] = ResolversParentTypes['Artifact'], FederationReferenceType extends FederationReferenceTypes['Artifact'] = FederationReferenceTypes['Artifact']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Artifact']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  attachmentId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  mimeType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Size'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nodeId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hook?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isDeleted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  dataUri?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['Bytes']>, ParentType, ContextType>;
  session?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
  run?: Resolver<Maybe<ResolversTypes['WorkflowRun']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ArtifactEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ArtifactEvent'] = ResolversParentTypes['ArtifactEvent']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  change?: Resolver<ResolversTypes['ArtifactChange'], ParentType, ContextType>;
  artifactId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  attachmentId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  nodeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  hook?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  relativePath?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Size'], ParentType, ContextType>;
  mimeType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ArtifactEventsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ArtifactEvents'] = ResolversParentTypes['ArtifactEvents']> = {
  cursor?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  events?: Resolver<Array<ResolversTypes['ArtifactEvent']>, ParentType, ContextType>;
};

export type ArtifactEventPageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ArtifactEventPage'] = ResolversParentTypes['ArtifactEventPage']> = {
  events?: Resolver<Array<ResolversTypes['ArtifactEvent']>, ParentType, ContextType>;
  nextCursor?: Resolver<ResolversTypes['Size'], ParentType, ContextType>;
  hasMore?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type SessionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session'], FederationReferenceType extends FederationReferenceTypes['Session'] = FederationReferenceTypes['Session']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Session']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  attachments?: Resolver<Array<ResolversTypes['Attachment']>, ParentType, ContextType>;
  artifact?: Resolver<Maybe<ResolversTypes['Artifact']>, ParentType, ContextType, RequireFields<SessionArtifactArgs, 'id'>>;
  artifacts?: Resolver<Array<ResolversTypes['Artifact']>, ParentType, ContextType, RequireFields<SessionArtifactsArgs, 'first'>>;
  artifactEvents?: Resolver<ResolversTypes['ArtifactEventPage'], ParentType, ContextType, RequireFields<SessionArtifactEventsArgs, 'first' | 'waitMs'>>;
  archive?: Resolver<Maybe<ResolversTypes['Bytes']>, ParentType, ContextType>;
};

export type WorkflowRunResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WorkflowRun'] = ResolversParentTypes['WorkflowRun'], FederationReferenceType extends FederationReferenceTypes['WorkflowRun'] = FederationReferenceTypes['WorkflowRun']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['WorkflowRun']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  artifacts?: Resolver<Array<ResolversTypes['Artifact']>, ParentType, ContextType>;
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
  Subscription?: SubscriptionResolvers<ContextType>;
  DeleteFilePayload?: DeleteFilePayloadResolvers<ContextType>;
  RemoteFile?: RemoteFileResolvers<ContextType>;
  FileProgress?: FileProgressResolvers<ContextType>;
  AttachmentPayload?: AttachmentPayloadResolvers<ContextType>;
  StagedFilePayload?: StagedFilePayloadResolvers<ContextType>;
  RegisterArtifactsPayload?: RegisterArtifactsPayloadResolvers<ContextType>;
  Attachment?: AttachmentResolvers<ContextType>;
  Artifact?: ArtifactResolvers<ContextType>;
  ArtifactEvent?: ArtifactEventResolvers<ContextType>;
  ArtifactEvents?: ArtifactEventsResolvers<ContextType>;
  ArtifactEventPage?: ArtifactEventPageResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  WorkflowRun?: WorkflowRunResolvers<ContextType>;
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
