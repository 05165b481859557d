import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type Network = readonly [Address, number];

/** The last four bytes of an IPv6 address as they are elsewhere: the library reads more into dots. */
const toGroups = (text: string): string =>
  text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)/, (_, ...bytes) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });

/** An IPv4 address that is written as an IPv6 one is that IPv4 address. */
export function readAddress(text: string): Address | undefined {
  const version = isIP(text);
  if (version === 0) return undefined;
  return ipaddr.process(version === 6 ? toGroups(text) : text);
}

/** `10.0.0.0/8`, `fd00::/8`. */
export function readNetwork(text: string): Network | undefined {
  const [base = '', bits = '', more] = text.split('/');
  const address = isIP(base) === 0 ? undefined : ipaddr.parse(base);
  if (!address || more !== undefined || !/^\d{1,3}$/.test(bits)) return undefined;
  const length = Number(bits);
  return length <= address.toByteArray().length * 8 ? [address, length] : undefined;
}

export const isInside = (address: Address, [base, bits]: Network): boolean =>
  address.kind() === base.kind() && address.match([base, bits] as [never, number]);

/** Where a cloud keeps what only its guests may ask, though the address is a public one. */
const metadata = new Set(['168.63.129.16']);

const network = (text: string): Network => ipaddr.parseCIDR(text);
/** All global unicast addresses there are. */
const global = network('2000::/3');
/** The well-known prefix, behind which there is the whole of IPv4. */
const nat64 = network('64:ff9b::/96');

/** Behind any prefix, such an interface leads on to the IPv4 address in its end. */
const isIsatap = ([, , , , flags, marker]: readonly (number | undefined)[]): boolean =>
  marker === 0x5efe && (flags === 0 || flags === 0x200);

/**
 * Whether everybody on the internet means the same machine by the address. What is set aside for
 * networks of one's own, for documentation or for tunnels is no such address.
 */
export function isPublic(address: Address): boolean {
  if (address instanceof ipaddr.IPv4) {
    return address.range() === 'unicast' && !metadata.has(address.toString());
  }
  if (isInside(address, nat64)) return isPublic(new ipaddr.IPv4(address.toByteArray().slice(12)));
  return isInside(address, global) && address.range() === 'unicast' && !isIsatap(address.parts);
}
