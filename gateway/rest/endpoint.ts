import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';
import type { ZodType } from 'zod';
import type { Sender } from '../identity/identity.ts';

/** The method and the whole path, with `:name` for a parameter, as the documented API has it. */
export type Route = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`;

/** A checked request. What an endpoint has no schema for is `unknown`, and none of its business. */
export interface Input<Params = unknown, Query = unknown, Body = unknown> {
  readonly params: Params;
  readonly query: Query;
  /** The JSON body, or the fields of a form. */
  readonly body: Body;
  /** Names in lower case; of a header that came twice, the first. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly sender: Sender;
  /** For whom the endpoint is called. */
  readonly viewer: Viewer;
}

export interface Reply {
  readonly status: number;
  /** Cookies may be several: each is a header of its own. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Sent as JSON; no body at all if absent. */
  readonly body?: unknown;
}

export const ok = (body: unknown): Reply => ({ status: 200, body });

/**
 * What every kind of endpoint has. Members are checked in the order params, query, body, after the
 * face knows who is calling. Whether somebody may do something is decided behind the graph.
 */
interface Common<Scheme, Params, Query, Body> {
  readonly route: Route;
  /** What the face has to know to find out for whom this endpoint is called. */
  readonly identity: Scheme;
  readonly params?: ZodType<Params>;
  /** Gets texts only; of a member that came twice, the first. */
  readonly query?: ZodType<Query>;
  /** With a schema, a JSON body (of an upload: the form's fields) is required; else it is ignored. */
  readonly body?: ZodType<Body>;
}

/** One operation, one answer. */
export interface PlainEndpoint<
  Scheme = unknown,
  Data = unknown,
  Variables = unknown,
  Params = unknown,
  Query = unknown,
  Body = unknown,
> extends Common<Scheme, Params, Query, Body> {
  readonly document: TypedDocumentNode<Data, Variables>;
  /** How much is left of `timeMsMax`, where there is one: what runs again may wait for less. */
  variables(input: Input<Params, Query, Body>, timeMsLeft?: number): Variables;
  /**
   * How long the operation may take instead of the usual time. A query that fails before that, for
   * nobody was there to answer, runs again.
   */
  timeMsMax?(input: Input<Params, Query, Body>): number;
  /** Pure; may throw a `Failure` for what the documented API calls one, such as a `null`. */
  reply(data: Data, input: Input<Params, Query, Body>): Reply;
}

/** What an event becomes: text for the stream, and whether it was the last one. */
export interface Step<State> {
  readonly frames: readonly string[];
  readonly state: State;
  readonly isLast: boolean;
}

/** The answer of a caller who would rather wait for the end than read a stream. */
export interface Whole<Start, Event, Data, Variables, Params, Query, Body> {
  wanted(input: Input<Params, Query, Body>): boolean;
  /** The failure that an event stands for, if it does. */
  failure(event: Event): Failure | undefined;
  /** Read when the last event has come. */
  readonly document: TypedDocumentNode<Data, Variables>;
  variables(start: Start): Variables;
  reply(data: Data, start: Start): Reply;
}

/**
 * An operation that starts something, then a subscription to what happens to it. Failures before
 * the subscription is open are ordinary answers. A subscription that breaks is opened again behind
 * the last event, so that the restart of a service is only a pause to the caller.
 */
export interface StreamEndpoint<
  Scheme = unknown,
  Start = unknown,
  StartVariables = unknown,
  Event = unknown,
  EventVariables = unknown,
  State = unknown,
  WholeData = unknown,
  WholeVariables = unknown,
  Params = unknown,
  Query = unknown,
  Body = unknown,
> extends Common<Scheme, Params, Query, Body> {
  readonly document: TypedDocumentNode<Start, StartVariables>;
  variables(input: Input<Params, Query, Body>): StartVariables;
  readonly events: {
    readonly document: TypedDocumentNode<Event, EventVariables>;
    variables(start: Start, after: string | undefined): EventVariables;
    cursor(event: Event): string;
  };
  begin(start: Start, input: Input<Params, Query, Body>): State;
  event(event: Event, state: State): Step<State>;
  /** The last frames of a stream that cannot go on. */
  failed(failure: Failure, state: State): readonly string[];
  /** Text that is sent whenever nothing else was, and how often. */
  readonly keepAlive: { readonly text: string; readonly everyMs: number };
  readonly whole?: Whole<Start, Event, WholeData, WholeVariables, Params, Query, Body>;
}

export interface UploadInput<Params = unknown, Query = unknown, Body = unknown>
  extends Input<Params, Query, Body> {
  /** The value of an `Upload` variable. */
  readonly upload: unknown;
}

/** A multipart form with exactly one file, whose bytes flow through the graph. */
export interface UploadEndpoint<
  Scheme = unknown,
  Data = unknown,
  Variables = unknown,
  Params = unknown,
  Query = unknown,
  Body = unknown,
> extends Common<Scheme, Params, Query, Body> {
  /** The name of the part that is the file, and the most bytes that are taken at all. */
  readonly file: { readonly part: string; readonly bytesMax: number };
  readonly document: TypedDocumentNode<Data, Variables>;
  variables(input: UploadInput<Params, Query, Body>): Variables;
  reply(data: Data, input: UploadInput<Params, Query, Body>): Reply;
}

/** What an upload that is passed on as it arrives has besides its file. There is no other body. */
interface PassedOn<Scheme, Data, Variables, Params, Query>
  extends Common<Scheme, Params, Query, unknown> {
  readonly body?: never;
  readonly document: TypedDocumentNode<Data, Variables>;
  variables(input: UploadInput<Params, Query>): Variables;
  reply(data: Data, input: UploadInput<Params, Query>): Reply;
}

/**
 * A multipart form whose file flows through the graph as it arrives. Other fields are ignored. Of
 * several parts of the name the last counts: the operation of an earlier one fails as superseded.
 */
export interface LiveUploadEndpoint<
  Scheme = unknown,
  Data = unknown,
  Variables = unknown,
  Params = unknown,
  Query = unknown,
> extends PassedOn<Scheme, Data, Variables, Params, Query> {
  readonly file: { readonly part: string; readonly bytesMax: number };
  /** What the documented API calls a failure of the operation, where that is something of its own. */
  failed?(failure: Failure): Failure;
}

/** A body that is the file, and that flows through the graph as it arrives. */
export interface RawUploadEndpoint<
  Scheme = unknown,
  Data = unknown,
  Variables = unknown,
  Params = unknown,
  Query = unknown,
> extends PassedOn<Scheme, Data, Variables, Params, Query> {
  readonly file: {
    readonly bytesMax: number;
    describe(input: Input<Params, Query>): { name: string; mimeType: string };
  };
}

export interface Download {
  /** The value of a `Bytes` field. */
  readonly content: unknown;
  /** Needed to answer a range. */
  readonly size: number | undefined;
  /** Strong, and in quotes: lets a client ask whether it has these bytes already. */
  readonly etag?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** The answer of a caller who would rather be told of the bytes than get them. */
export interface Told<Data, Variables, Params, Query, Body>
  extends Omit<
    PlainEndpoint<unknown, Data, Variables, Params, Query, Body>,
    keyof Common<unknown, Params, Query, Body>
  > {
  wanted(input: Input<Params, Query, Body>): boolean;
}

/** An operation that answers with a `Bytes` field, which is streamed to the caller. */
export interface DownloadEndpoint<
  Scheme = unknown,
  Data = unknown,
  Variables = unknown,
  ToldData = unknown,
  ToldVariables = unknown,
  Params = unknown,
  Query = unknown,
  Body = unknown,
> extends Common<Scheme, Params, Query, Body> {
  readonly told?: Told<ToldData, ToldVariables, Params, Query, Body>;
  readonly document: TypedDocumentNode<Data, Variables>;
  variables(input: Input<Params, Query, Body>): Variables;
  bytes(data: Data, input: Input<Params, Query, Body>): Download;
}

/** An endpoint of any kind: data that the engine runs. */
export type Endpoint<Scheme = unknown> =
  | ({ readonly kind: 'plain' } & PlainEndpoint<Scheme>)
  | ({ readonly kind: 'stream' } & StreamEndpoint<Scheme>)
  | ({ readonly kind: 'upload' } & UploadEndpoint<Scheme>)
  | ({ readonly kind: 'live-upload' } & LiveUploadEndpoint<Scheme>)
  | ({ readonly kind: 'raw-upload' } & RawUploadEndpoint<Scheme>)
  | ({ readonly kind: 'download' } & DownloadEndpoint<Scheme>);

// The engine hands every function what its own schema and document gave, so that the types, which
// are checked here, may be forgotten.

export function endpoint<Scheme, Data, Variables, Params, Query, Body>(
  options: PlainEndpoint<Scheme, Data, Variables, Params, Query, Body>,
): Endpoint<Scheme> {
  return { kind: 'plain', ...(options as PlainEndpoint<Scheme>) };
}

export function streamEndpoint<
  Scheme,
  Start,
  StartVariables,
  Event,
  EventVariables,
  State,
  Whole,
  WholeVariables,
  Params,
  Query,
  Body,
>(
  options: StreamEndpoint<
    Scheme,
    Start,
    StartVariables,
    Event,
    EventVariables,
    State,
    Whole,
    WholeVariables,
    Params,
    Query,
    Body
  >,
): Endpoint<Scheme> {
  return { kind: 'stream', ...(options as StreamEndpoint<Scheme>) };
}

export function uploadEndpoint<Scheme, Data, Variables, Params, Query, Body>(
  options: UploadEndpoint<Scheme, Data, Variables, Params, Query, Body>,
): Endpoint<Scheme> {
  return { kind: 'upload', ...(options as UploadEndpoint<Scheme>) };
}

export function liveUploadEndpoint<Scheme, Data, Variables, Params, Query>(
  options: LiveUploadEndpoint<Scheme, Data, Variables, Params, Query>,
): Endpoint<Scheme> {
  return { kind: 'live-upload', ...(options as LiveUploadEndpoint<Scheme>) };
}

export function rawUploadEndpoint<Scheme, Data, Variables, Params, Query>(
  options: RawUploadEndpoint<Scheme, Data, Variables, Params, Query>,
): Endpoint<Scheme> {
  return { kind: 'raw-upload', ...(options as RawUploadEndpoint<Scheme>) };
}

export function downloadEndpoint<Scheme, Data, Variables, ToldData, ToldVars, Params, Query, Body>(
  options: DownloadEndpoint<Scheme, Data, Variables, ToldData, ToldVars, Params, Query, Body>,
): Endpoint<Scheme> {
  return { kind: 'download', ...(options as DownloadEndpoint<Scheme>) };
}
