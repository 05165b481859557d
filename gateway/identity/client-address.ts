import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, SocketAddress } from 'node:net';

/** The networks that have a name. */
const networks: Readonly<Record<string, readonly string[]>> = {
  none: [],
  loopback: ['127.0.0.0/8', '::1'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** The peers whose word about who they speak for is taken; undefined if an item names no network. */
export function readProxies(items: readonly string[]): BlockList | undefined {
  const proxies = new BlockList();
  const addresses = items.flatMap((item) =>
    Object.hasOwn(networks, item) ? (networks[item] ?? []) : [item],
  );
  return addresses.every((one) => add(proxies, one)) ? proxies : undefined;
}

function add(proxies: BlockList, item: string): boolean {
  const [address = '', prefix] = item.split('/', 2);
  const version = isIP(address);
  if (version === 0 || address.includes('%')) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const longest = version === 4 ? 32 : 128;
  const bits = prefix === undefined ? longest : readBits(prefix);
  if (bits > longest || item.split('/').length > 2) return false;
  proxies.addSubnet(address, bits, family);
  return true;
}

const readBits = (text: string): number => (/^\d{1,3}$/.test(text) ? Number(text) : Infinity);

/**
 * From where a request comes: what a trusted proxy says, else who is connected. Anything that is not
 * an IP address is ignored; an address is always written in the same way.
 */
export function clientAddress({ socket, headers }: IncomingMessage, proxies: BlockList): string {
  const peer = readAddress(socket.remoteAddress);
  if (peer === undefined) return '';
  if (!proxies.check(peer, isIP(peer) === 4 ? 'ipv4' : 'ipv6')) return peer;
  const [forwarded] = textOf(headers['x-forwarded-for']).split(',', 1);
  return readAddress(textOf(headers['cf-connecting-ip'])) ?? readAddress(forwarded) ?? peer;
}

const textOf = (header: string | string[] | undefined): string => String(header ?? '');

function readAddress(text: string | undefined): string | undefined {
  // The zone says only which interface of this machine it came by.
  const [bare = ''] = (text ?? '').trim().split('%', 1);
  const version = isIP(bare);
  if (version === 0) return undefined;
  if (version === 4) return bare;
  const { address } = new SocketAddress({ address: bare, family: 'ipv6' });
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1] ?? address;
}
