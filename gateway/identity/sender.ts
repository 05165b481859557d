import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import { parseCookie } from 'cookie';
import { clientAddress } from './client-address.ts';
import type { Sender } from './identity.ts';

export interface SenderOptions {
  /** Those whose word is taken about whom they forward for. */
  proxies: BlockList;
  publicUrl: string;
}

const userAgentLengthMax = 256;

/** Reads what the head of a request says about its sender. */
export function createSenderReader({ proxies, publicUrl }: SenderOptions) {
  const { origin, protocol } = new URL(publicUrl);
  return function readSender(request: IncomingMessage): Sender {
    const { headers, url = '' } = request;
    const userAgent = headers['user-agent']?.slice(0, userAgentLengthMax);
    return {
      headers,
      query: new URLSearchParams(searchOf(url)),
      cookies: parseCookie(headers.cookie ?? ''),
      ip: clientAddress(request, proxies),
      userAgent: userAgent || undefined,
      isForeign: isForeign(headers, origin),
      isSecure: protocol === 'https:',
    };
  };
}

function searchOf(url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
}

/**
 * Whether a page of another site may have sent this without the browser asking first. Browsers say
 * where a request comes from; who does not say so is no browser, and has no user to be misled.
 */
function isForeign(headers: IncomingHttpHeaders, publicOrigin: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return headers.origin !== undefined && headers.origin !== publicOrigin;
}
