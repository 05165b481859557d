import { Failure } from '@tributary/runtime/failure';
import { Client, type Dispatcher } from 'undici';
import { createFairTurns } from '../fair-turns.ts';
import { createGuardedConnector, type NetworkGuardOptions } from './network-guard.ts';
import { readBody } from './remote-bodies.ts';
import { notThere, toContentFailure, toFetchFailure } from './remote-failures.ts';

/** What a remote server says of an address before it says anything else. */
export interface RemoteHead {
  /** Where the redirects led to. */
  readonly url: URL;
  readonly contentType: string | undefined;
  readonly contentDisposition: string | undefined;
  /** Bytes of the content, where it is not sent in another form. */
  readonly size: number | undefined;
}

export interface RemoteContent extends RemoteHead, AsyncDisposable {
  readonly bytes: AsyncGenerator<Uint8Array, void, undefined>;
}

/** Whoever wants something fetched, and for how long. */
export interface RemoteAsker {
  readonly owner: string | undefined;
  readonly signal: AbortSignal;
}

export interface RemoteFetches {
  /** By HEAD; also by GET, of a server that does not like that. */
  readHead(url: URL, asker: RemoteAsker): Promise<RemoteHead>;
  /** Disposing ends what has not been read of it. */
  openContent(url: URL, asker: RemoteAsker): Promise<RemoteContent>;
}

export interface RemoteFetchesOptions extends Omit<NetworkGuardOptions, 'connectMsMax'> {
  /** From the name to the head of the last answer. */
  headMsMax?: number;
  /** Between two pieces of a body. */
  idleMsMax?: number;
  contentMsMax?: number;
}

const redirectsMax = 5;
const urlLengthMax = 8192;
const turnsMax = 16;
/** Of one viewer. */
const headTurnsMax = 4;
const contentTurnsMax = 2;
const limits = { sizeMax: turnsMax, waitingMax: 100, ownerWaitingMax: 20 };

/** What is refused here has not been looked for in any network. */
export function readRemoteUrl(address: string, base?: URL): URL {
  const url = URL.parse(address, base?.href);
  const isPlain = url && !url.username && !url.password && /^https?:$/.test(url.protocol);
  if (isPlain && Math.max(url.href.length, address.length) <= urlLengthMax) return url;
  const message = `url must be an http address of at most ${urlLengthMax} characters, without a password`;
  throw new Failure('BAD_INPUT', message, { reason: 'invalid_param' });
}

type Method = 'HEAD' | 'GET';
type Answer = Dispatcher.ResponseData & AsyncDisposable & { readonly url: URL };

/** Of a header that came twice, the first. */
const headerOf = ({ headers }: Answer, name: string): string | undefined =>
  [headers[name] ?? []].flat()[0];

const isSuccess = ({ statusCode }: Answer): boolean => statusCode >= 200 && statusCode <= 299;

function toHead(answer: Answer): RemoteHead {
  const length = headerOf(answer, 'content-length') ?? '';
  const isSize = /^\d{1,15}$/.test(length) && !headerOf(answer, 'content-encoding');
  return {
    url: answer.url,
    contentType: headerOf(answer, 'content-type'),
    contentDisposition: headerOf(answer, 'content-disposition'),
    size: isSize ? Number(length) : undefined,
  };
}

function found(answer: Answer): Answer {
  if (answer.statusCode === 404) throw notThere();
  if (!isSuccess(answer)) throw new Error(`the status is ${answer.statusCode}`);
  return answer;
}

/** Asks servers that strangers named; a guard sees to it that they are no servers of ours. */
export function createRemoteFetches(options: RemoteFetchesOptions): RemoteFetches {
  const { headMsMax = 3000, idleMsMax = 10_000, contentMsMax = 120_000, ...guard } = options;
  const connect = createGuardedConnector({ ...guard, connectMsMax: headMsMax });
  // Long bodies keep nobody from asking what there is.
  const headTurns = createFairTurns({
    ...{ name: 'requests to remote servers', ...limits, ownerSizeMax: headTurnsMax },
  });
  const contentTurns = createFairTurns({
    ...{ name: 'remote files', ...limits, ownerSizeMax: contentTurnsMax },
  });

  async function send(url: URL, method: Method, signal: AbortSignal): Promise<Answer> {
    const client = new Client(url.origin, {
      ...{ connect, pipelining: 0, maxHeaderSize: 16_384 },
      ...{ headersTimeout: headMsMax, bodyTimeout: idleMsMax },
    });
    // A request that has no connection yet hears of no signal.
    const giveUp = () => void client.destroy(toFetchFailure(signal.reason));
    const end = async () => {
      signal.removeEventListener('abort', giveUp);
      await client.destroy();
    };
    try {
      signal.throwIfAborted();
      signal.addEventListener('abort', giveUp, { once: true });
      const headers = { 'accept-encoding': 'identity', accept: '*/*', 'user-agent': 'Tributary' };
      const path = `${url.pathname}${url.search}`;
      const answer = await client.request({ path, method, headers });
      // Whoever reads is told; what nobody reads may fail.
      answer.body.on('error', () => {});
      return Object.assign(answer, { url, [Symbol.asyncDispose]: end });
    } catch (error) {
      await end();
      throw error;
    }
  }

  async function follow(from: URL, method: Method, signal: AbortSignal): Promise<Answer> {
    let url = from;
    for (let redirects = 0; redirects <= redirectsMax; redirects++) {
      const answer = await send(url, method, signal);
      const location = headerOf(answer, 'location');
      if (![301, 302, 303, 307, 308].includes(answer.statusCode) || !location) return answer;
      await answer[Symbol.asyncDispose]();
      url = readRemoteUrl(location, url);
    }
    throw new Error(`there are more than ${redirectsMax} redirects`);
  }

  /** Redirects are followed within the time that one answer may take. */
  async function open(url: URL, method: Method, signal: AbortSignal): Promise<Answer> {
    const slow = new AbortController();
    const timer = setTimeout(() => slow.abort(new Error('the answer takes too long')), headMsMax);
    try {
      return await follow(url, method, AbortSignal.any([signal, slow.signal]));
    } finally {
      clearTimeout(timer);
    }
  }

  async function readHead(url: URL, { owner, signal }: RemoteAsker): Promise<RemoteHead> {
    try {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(headMsMax)]);
      using _turn = await headTurns.take({ owner, signal: patience });
      await using answer = await open(url, 'HEAD', signal);
      if (isSuccess(answer)) return toHead(answer);
      await using whole = await open(url, 'GET', signal);
      return toHead(found(whole));
    } catch (error) {
      throw toFetchFailure(error);
    }
  }

  async function openContent(url: URL, asker: RemoteAsker): Promise<RemoteContent> {
    const { owner, signal } = asker;
    const ended = AbortSignal.any([signal, AbortSignal.timeout(contentMsMax)]);
    await using stack = new AsyncDisposableStack();
    try {
      stack.use(await contentTurns.take({ owner, signal: ended }));
      const answer = found(stack.use(await open(url, 'GET', ended)));
      const bytes = readBody(answer.body, headerOf(answer, 'content-encoding'));
      const kept = stack.move();
      return { ...toHead(answer), bytes, [Symbol.asyncDispose]: () => kept.disposeAsync() };
    } catch (error) {
      throw toContentFailure(error);
    }
  }

  return { readHead, openContent };
}
