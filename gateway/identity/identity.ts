import type { IncomingHttpHeaders } from 'node:http';
import type { Viewer } from '@tributary/runtime/identity';

/** The app that an API key stands for. */
export interface KnownApp {
  readonly id: string;
  readonly name: string;
  readonly mode: string;
  readonly organizationId: string;
  /** False: every call with one of its keys is to be refused. */
  readonly apiEnabled: boolean;
}

export interface EndUserKey {
  app: Pick<KnownApp, 'id' | 'organizationId'>;
  /** Where the person comes from: the same session id elsewhere is somebody else. */
  origin: string;
  /** The integrator's own name for the person, 1 to 255 characters. */
  sessionId: string;
}

/** Finds out who is calling. Whatever is wrong with a credential is an UNAUTHENTICATED failure. */
export interface Identity {
  /** The caller of the graph; without credentials, an anonymous one. */
  authenticate(headers: IncomingHttpHeaders): Promise<Viewer>;
  /** The account that an access token (without `Bearer`) was issued to. */
  verifyAccessToken(token: string): Promise<Viewer>;
  /** The app of an API key (`app-…`, without `Bearer`); undefined for a key that is none. */
  findAppByKey(key: string): Promise<KnownApp | undefined>;
  /** The viewer that an app itself is. */
  toAppViewer(app: Pick<KnownApp, 'id' | 'organizationId'>): Viewer;
  /** The end user of an app, made at first use, as a viewer. */
  findEndUser(key: EndUserKey): Promise<Viewer>;
}
