import type { IncomingMessage } from 'node:http';
import { readConfig } from '@tributary/gateway/config';
import { clientAddress } from '@tributary/gateway/identity/client-address';
import { expect, test } from 'vitest';

const env = { IDENTITY_SECRET: 'a secret that only this test has, of course' };

function addressOf(trusted: string, peer: string | undefined, headers: Record<string, string>) {
  const { proxies } = readConfig({ ...env, TRUST_PROXY: trusted });
  const request = { socket: { remoteAddress: peer }, headers } as unknown as IncomingMessage;
  return clientAddress(request, proxies);
}

const cf = (address: string) => ({ 'cf-connecting-ip': address });
const forwarded = (addresses: string) => ({ 'x-forwarded-for': addresses });

test.each([
  ['nobody speaks for another', '127.0.0.1', {}, '127.0.0.1'],
  [
    'the first of those it was forwarded for',
    '127.0.0.1',
    forwarded('1.2.3.4, 10.0.0.1'),
    '1.2.3.4',
  ],
  [
    'of two headers, that of the outer network',
    '::1',
    { ...forwarded('1.1.1.1'), ...cf('2.2.2.2') },
    '2.2.2.2',
  ],
  ['an address of version 6 in its shortest form', '::1', cf('2001:DB8:0::1'), '2001:db8::1'],
  ['one that is an address of version 4', '::1', cf('::ffff:102:304'), '1.2.3.4'],
  ['one without its zone', '::1', cf('fe80::1%eth0'), 'fe80::1'],
  ['a peer of version 4 over version 6', '::ffff:127.0.0.1', cf('1.2.3.4'), '1.2.3.4'],
  ['a name is ignored', '127.0.0.1', forwarded('localhost, 1.2.3.4'), '127.0.0.1'],
  [
    'and so the next header counts',
    '127.0.0.1',
    { ...cf('x'), ...forwarded('1.2.3.4') },
    '1.2.3.4',
  ],
  ['a port is ignored', '127.0.0.1', cf('1.2.3.4:80'), '127.0.0.1'],
  ['two addresses are ignored', '127.0.0.1', cf('1.2.3.4, 5.6.7.8'), '127.0.0.1'],
  ['nothing is ignored', '127.0.0.1', { ...cf(''), ...forwarded('') }, '127.0.0.1'],
  [
    'a stranger speaks for nobody',
    '9.9.9.9',
    { ...cf('1.2.3.4'), ...forwarded('1.2.3.4') },
    '9.9.9.9',
  ],
  ['a connection that is gone has no address', undefined, cf('1.2.3.4'), ''],
])('behind the machine itself: %s', (_, peer, headers, address) => {
  expect(addressOf('loopback', peer, headers)).toBe(address);
});

test.each([
  ['none', '127.0.0.1', false],
  ['loopback', '127.8.8.8', true],
  ['loopback', '::1', true],
  ['loopback', '10.0.0.1', false],
  ['linklocal', '169.254.1.1', true],
  ['linklocal', 'fe80::5%eth0', true],
  ['uniquelocal', '10.1.2.3', true],
  ['uniquelocal', '172.31.0.1', true],
  ['uniquelocal', '172.32.0.1', false],
  ['uniquelocal', '192.168.1.1', true],
  ['uniquelocal', 'fd00::1', true],
  ['loopback, uniquelocal', '10.1.2.3', true],
  ['203.0.113.9', '203.0.113.9', true],
  ['203.0.113.9', '203.0.113.10', false],
  ['203.0.113.0/24', '203.0.113.10', true],
  ['2001:db8::/32', '2001:db8:5::1', true],
  ['2001:db8::/32', '2001:db9::1', false],
  ['0.0.0.0/0', '8.8.8.8', true],
])('TRUST_PROXY=%s believes %s: %s', (trusted, peer, isBelieved) => {
  const address = addressOf(trusted, peer, cf('1.2.3.4'));

  expect(address === '1.2.3.4').toBe(isBelieved);
});

test.each([
  'somewhere',
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0.0/8/8',
  '::/129',
  'fe80::1%eth0',
  '10.1',
])('TRUST_PROXY=%s is refused', (trusted) => {
  expect(() => readConfig({ ...env, TRUST_PROXY: trusted })).toThrow(
    'TRUST_PROXY must be a list of addresses, subnets, loopback, linklocal, uniquelocal, or none',
  );
});

test.each([
  [undefined, ['*']],
  ['https://a.example, http://localhost:3000', ['https://a.example', 'http://localhost:3000']],
])('WEB_API_CORS_ALLOW_ORIGINS=%s is a list of origins', (text, origins) => {
  const config = readConfig({ ...env, WEB_API_CORS_ALLOW_ORIGINS: text });

  expect(config.webApiCorsAllowOrigins).toEqual(origins);
});

test.each(['a.example', 'https://a.example/', 'https://A.example', '*.example'])(
  'WEB_API_CORS_ALLOW_ORIGINS=%s is refused',
  (text) => {
    expect(() => readConfig({ ...env, WEB_API_CORS_ALLOW_ORIGINS: text })).toThrow(
      'WEB_API_CORS_ALLOW_ORIGINS must be a list of origins such as https://example.com, or *',
    );
  },
);
