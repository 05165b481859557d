import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Failure } from '@tributary/runtime/failure';
import type { Viewer } from '@tributary/runtime/identity';

/** What the head of a request or of a WebSocket handshake says about who sent it; nothing is checked. */
export interface Sender {
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** Of the address. */
  readonly query: URLSearchParams;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** Where it comes from, behind the proxies that are trusted. */
  readonly ip: string;
  readonly userAgent: string | undefined;
  /** Whether a page of another site may have sent it: its cookies then prove nothing. */
  readonly isForeign: boolean;
  /** Whether browsers reach the product by https: its own cookies are then named `__Host-…`. */
  readonly isSecure: boolean;
}

/** From where somebody calls. */
export type Place = Pick<Sender, 'ip' | 'userAgent'>;

/** What a caller is known by, which may end while a subscription that it opened is running. */
export interface Credential {
  /**
   * Calls back once, when it is revoked or expires, or in a moment if that has happened already; the
   * failure says so. Whoever listens must stop listening.
   */
  onEnd(listener: (failure: Failure) => void): Disposable;
}

/** Who is calling, and by what that is known. */
export interface Principal {
  readonly viewer: Viewer;
  /** None of somebody who showed none; it is never left out otherwise. */
  readonly credential: Credential | undefined;
}

export interface KnownApp {
  readonly id: string;
  readonly name: string;
  /** As in the graph: `ADVANCED_CHAT`. */
  readonly mode: string;
  readonly organizationId: string;
}

/** The app that an API key stands for. */
export interface KeyHolder extends KnownApp {
  readonly keyId: string;
  /** False: every call with one of its keys is to be refused. */
  readonly apiEnabled: boolean;
  readonly credential: Credential;
}

/** For whom a passport speaks; the viewer is the end user. */
export interface PassportHolder extends Principal {
  readonly app: KnownApp & { readonly code: string };
  /** The end user's session id. */
  readonly sessionId: string;
  /** The account behind it, of a restricted app. */
  readonly accountId: string | undefined;
}

export interface EndUserKey {
  app: Pick<KnownApp, 'id' | 'organizationId'>;
  /** Where the person comes from: the same session id elsewhere is somebody else. */
  origin: string;
  /** The integrator's own name for the person, 1 to 255 characters. */
  sessionId: string;
}

/**
 * Finds out who is calling. What is wrong with a credential is an UNAUTHENTICATED failure; while
 * that cannot be found out, UNAVAILABLE. How a scheme is read from a request: `credentials.ts`.
 */
export interface Identity {
  /** For an HTTP request and a WebSocket handshake alike. */
  readSender(request: IncomingMessage): Sender;
  /** The caller of the graph, by whatever credential; without one, somebody anonymous. */
  authenticate(sender: Sender): Promise<Principal>;
  /** Nobody in particular, who calls from somewhere. */
  toAnonymous(place: Place): Principal;
  /** The account that an access token (without `Bearer`) was issued to. */
  verifyAccessToken(token: string, place: Place): Promise<Principal>;
  /** The app of an API key (`app-…`, without `Bearer`); undefined for a key that is none. */
  findAppByKey(key: string): Promise<KeyHolder | undefined>;
  /**
   * The end user of a passport. Also fails as the auth service says: UNAUTHENTICATED with the reason
   * `web_sso_auth_required` or `web_app_access_denied`, NOT_FOUND or BAD_INPUT. The code of the app
   * that is called tells why one that proves nothing is refused.
   */
  findPassportHolder(passport: string, place: Place, appCode?: string): Promise<PassportHolder>;
  /** The viewer that an app itself is. */
  toAppViewer(app: Pick<KnownApp, 'id' | 'organizationId'>, place: Place): Viewer;
  /** The end user of an app, made at first use, as a viewer. */
  findEndUser(key: EndUserKey, place: Place): Promise<Viewer>;
}
