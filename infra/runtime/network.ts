import { isIP } from 'node:net';

const groupsMax = 8;
/** Eight groups of 16 bits, of which a provider gives at least the last four to one customer. */
const networkGroups = 4;
/** Where IPv6 writes addresses of IPv4: ::ffff:0:0/96. */
const mapped = '0:0:0:0:0:ffff';

/** The eight groups of an IPv6 address, in lower case and without leading zeros. */
function groupsOf(ip: string): string[] {
  // A URL has one spelling for each address, with two zero groups or more left out once.
  const { hostname } = new URL(`http://[${ip.replace(/%.*$/, '')}]`);
  const [head = [], tail = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: groupsMax - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail];
}

/**
 * What counts as one caller: an IPv4 address, or the /64 of an IPv6 address, whose holder has all of
 * its addresses. Whatever is no address shares one name.
 */
export function networkOf(ip: string): string {
  const version = isIP(ip);
  if (version === 0) return 'unknown';
  if (version === 4) return ip;
  const groups = groupsOf(ip);
  if (groups.slice(0, 6).join(':') === mapped) {
    const bytes = groups.slice(6).flatMap((group) => {
      const bits = Number.parseInt(group, 16);
      return [bits >> 8, bits & 255];
    });
    return bytes.join('.');
  }
  return `${groups.slice(0, networkGroups).join(':')}::/64`;
}
