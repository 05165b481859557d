import type { IncomingHttpHeaders } from 'node:http';
import type { Failure } from '@tributary/runtime/failure';
import type { RateLimiter } from '@tributary/runtime/rate-limit';
import { bodyReasons } from '../body-reasons.ts';
import type { Identity, Principal, Sender } from '../identity/identity.ts';
import type { Cors } from './cors.ts';
import type { Endpoint, Reply, Route } from './endpoint.ts';
import type { SocketEndpoint } from './socket-endpoint.ts';

/** A request of which only the head has been read. */
export interface Arrival {
  /** The template, not the path: `GET /v1/files/:file_id/preview`; undefined if it is no endpoint. */
  readonly route: Route | undefined;
  readonly method: string;
  /** As it was sent: without the query, and not decoded. */
  readonly path: string;
  /** What the path has in place of the route's `:name`s. */
  readonly params: Readonly<Record<string, string>>;
  readonly sender: Sender;
  /** Sends a header with whatever the answer will be, an error too. */
  setHeader(name: string, value: string): void;
}

export interface Gatekeepers {
  readonly identity: Identity;
  readonly rateLimiter: RateLimiter;
}

/** The parts of a request in which a caller may be named, not yet checked. */
export interface Claim {
  readonly query: Readonly<Record<string, string>>;
  /** The parsed JSON body or the form's fields; undefined where the endpoint takes none. */
  readonly body: unknown;
}

/**
 * The reasons of the failures that the engine itself finds. A face may give each a form of its own;
 * the message of the `invalid_…` ones names the member: `limit: must be …`.
 */
export const refusals = {
  /** NOT_FOUND: no endpoint of the face has this path. */
  unknownRoute: 'unknown_route',
  /** NOT_FOUND: there is one, but not for this method; a face answers 405, with `Allow` set. */
  unknownMethod: 'unknown_method',
  /** UNSUPPORTED_TYPE: the body is not of the type that the endpoint takes. */
  mediaType: 'media_type',
  /** UNSUPPORTED_TYPE, of uploads: it is no form at all. */
  noForm: 'no_form',
  /** BAD_INPUT: it is, but cannot be read. */
  malformedBody: bodyReasons.malformed,
  /** TOO_LARGE: more than `bodyBytesMax`. */
  bodyTooLarge: bodyReasons.tooLarge,
  /** NOT_FOUND */
  invalidParams: 'invalid_params',
  /** BAD_INPUT */
  invalidQuery: 'invalid_query',
  invalidBody: 'invalid_body',
  /** Of uploads; BAD_INPUT, but for the type UNSUPPORTED_TYPE and for the size TOO_LARGE. */
  fileMissing: 'file_missing',
  filesTooMany: 'files_too_many',
  fileUnnamed: 'file_unnamed',
  fileUntyped: 'file_untyped',
  fileTooLarge: bodyReasons.fileTooLarge,
  /** BAD_INPUT, of uploads that flow: the body broke off. */
  uploadCutOff: bodyReasons.cutOff,
  /** CONFLICT: what the operation of a part fails with that another part of its name follows. */
  superseded: 'superseded',
  /** BAD_INPUT, of downloads; always answered with 416, whatever the face makes of it. */
  rangeUnsatisfiable: 'range_not_satisfiable',
} as const;

type Headers = Readonly<Record<string, string>>;

/** One documented API: how its callers are known, how its errors look, and its endpoints. */
export interface Face<Caller = unknown, Scheme = unknown> {
  readonly name: string;
  /**
   * The paths that belong to this face, each with all below it: what is not an endpoint there gets
   * the face's 404 or 405. The longest one wins, so that faces may share the beginning of a path.
   */
  readonly paths: readonly `/${string}`[];
  /** Of a JSON body, or of a form without its file. */
  readonly bodyBytesMax: number;
  /** Sent with every answer; what they are may hang on the headers of the request. */
  readonly headers?: Headers | ((sent: Readonly<IncomingHttpHeaders>) => Headers);
  readonly cors?: Cors;
  readonly endpoints: readonly Endpoint<Scheme>[];
  /** Where WebSockets are opened, by the pages that `cors` lets in and by whoever is no browser. */
  readonly sockets?: readonly SocketEndpoint<Scheme>[];
  /** Knows the caller by the head of the request; throws what refuses it before a body is read. */
  admit(arrival: Arrival, gatekeepers: Gatekeepers): Promise<Caller>;
  /** Notices a call of what is no endpoint, before it is refused for that; may refuse it otherwise. */
  notice?(arrival: Arrival, gatekeepers: Gatekeepers): Promise<void>;
  /** For whom the endpoint is called; throws what refuses the call before its input is checked. */
  identify(
    caller: Caller,
    scheme: Scheme,
    claim: Claim,
    gatekeepers: Gatekeepers,
  ): Promise<Principal>;
  /** The documented form of a failure, of the engine's own refusals too. */
  refuse(failure: Failure): Reply;
}
