import { networkOf } from '@tributary/runtime/network';
import { expect, test } from 'vitest';

test('an IPv4 address is a network of its own, however it is written', () => {
  const networks = ['192.0.2.7', '::ffff:192.0.2.7', '::FFFF:c000:207'].map(networkOf);

  expect(networks).toEqual(['192.0.2.7', '192.0.2.7', '192.0.2.7']);
});

test('all addresses of an IPv6 /64 are one network', () => {
  const networks = [
    '2001:db8:0:1::',
    '2001:DB8::1:0:0:0:1',
    '2001:0db8:0000:0001:ffff:ffff:ffff:ffff',
    '2001:db8:0:1::192.0.2.7',
    '2001:db8:0:1::7%eth0',
  ].map(networkOf);

  expect(new Set(networks)).toEqual(new Set(['2001:db8:0:1::/64']));
});

test('addresses of different /64 are different networks', () => {
  const networks = ['::1', 'fe80::1', '2001:db8:0:2::1', '::'].map(networkOf);

  expect(networks).toEqual([
    '0:0:0:0::/64',
    'fe80:0:0:0::/64',
    '2001:db8:0:2::/64',
    '0:0:0:0::/64',
  ]);
});

test('what is no address shares one network', () => {
  const networks = ['', 'localhost', '192.0.2.300', '::1::2', '192.0.2.7:80'].map(networkOf);

  expect(new Set(networks)).toEqual(new Set(['unknown']));
});
