import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { DocumentNode } from 'graphql';
import type { Route } from './endpoint.ts';

/** What a peer sent. */
export type Frame = { readonly text: string } | { readonly binary: Uint8Array };

/** An open WebSocket, and whom it serves. */
export interface Connection {
  /** As they came. The peer is kept waiting while too many are unread; ends with the connection. */
  readonly frames: AsyncIterable<Frame>;
  /** Aborts when either side has closed the connection, or it broke. */
  readonly signal: AbortSignal;
  /** Resolves when the network has taken it, so that a slow peer slows whoever tells it something. */
  send(text: string): Promise<void>;
  /** An operation as the caller of the handshake. A mutation is run also when the peer has gone. */
  run<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data>;
  /** The events of a subscription, until the signal aborts. */
  follow<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    signal: AbortSignal,
  ): AsyncIterable<Data>;
}

/** A path at which WebSockets are opened. Who may open one, the face decides as for any endpoint. */
export interface SocketEndpoint<Scheme = unknown> {
  readonly route: Route;
  readonly identity: Scheme;
  /** Every document that it may run. */
  readonly documents: readonly DocumentNode[];
  /**
   * Serves one connection, which is closed when this ends, or fails. When the peer goes, this has to
   * end soon; so much as is left to be done after that may still be done.
   */
  serve(connection: Connection): Promise<void>;
}
