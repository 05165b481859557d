import { isPublic, readAddress } from '@tributary/files/remote/network-addresses';
import { expect, test } from 'vitest';

const inner = {
  'this network': ['0.0.0.0', '0.1.2.3', '::'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  private: ['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1'],
  'unique local': ['fc00::1', 'fd00::1', 'fdff:ffff::1'],
  'link-local': ['169.254.0.1', '169.254.255.255', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
  'site-local': ['fec0::1'],
  metadata: ['169.254.169.254', 'fd00:ec2::254', '100.100.100.200', '168.63.129.16', '192.0.0.192'],
  'carrier-grade NAT': ['100.64.0.0', '100.127.255.255'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1', 'ff0e::1'],
  broadcast: ['255.255.255.255'],
  reserved: ['192.0.0.1', '240.0.0.1', '254.1.2.3', '4000::1', '5f00::1', '8000::1', 'e000::1'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
  benchmark: ['198.18.0.1', '198.19.255.255', '2001:2::1'],
  protocols: [
    '192.88.99.1',
    '192.31.196.1',
    '192.52.193.1',
    '192.175.48.1',
    '2001:3::1',
    '2001:20::1',
  ],
  discard: ['100::1', '100:0:0:1::1'],
  'IPv4-mapped': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:169.254.169.254'],
  'IPv4-compatible': ['::127.0.0.1', '::10.0.0.1', '::8.8.8.8'],
  'IPv4-translated': ['::ffff:0:127.0.0.1', '::ffff:0:8.8.8.8'],
  NAT64: ['64:ff9b::127.0.0.1', '64:ff9b::a00:1', '64:ff9b::169.254.169.254', '64:ff9b:1::8.8.8.8'],
  '6to4': ['2002:7f00:1::', '2002:a00:1::1', '2002:808:808::1'],
  Teredo: ['2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ISATAP: ['2a00:1450::5efe:10.0.0.1', '2a00:1450::200:5efe:127.0.0.1'],
};

test.each(Object.entries(inner))('what is for %s is not public', (_, addresses) => {
  const arePublic = addresses.filter((text) => {
    const address = readAddress(text);
    return !address || isPublic(address);
  });

  expect(arePublic).toEqual([]);
});

test.each([
  ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.1', '100.63.255.255', '100.128.0.1'],
  ...['126.255.255.255', '128.0.0.1', '169.253.1.1', '172.15.255.255', '172.32.0.1', '192.167.1.1'],
  ...['192.169.0.1', '198.17.255.255', '198.20.0.1', '223.255.255.255', '93.184.215.14'],
  ...['2606:4700:4700::1111', '2a00:1450:4001:80b::200e', '2400::1', '2620:0:2d0:200::7'],
  ...['::ffff:8.8.8.8', '64:ff9b::8.8.8.8'],
])('%s is public', (text) => {
  const address = readAddress(text);

  expect(address && isPublic(address)).toBe(true);
});

test.each([
  ['http://2130706433/', '127.0.0.1'],
  ['http://0x7f000001/', '127.0.0.1'],
  ['http://017700000001/', '127.0.0.1'],
  ['http://0x7f.1/', '127.0.0.1'],
  ['http://127.1/', '127.0.0.1'],
  ['http://0/', '0.0.0.0'],
  ['http://①②⑦.⓪.⓪.①/', '127.0.0.1'],
  ['http://127。0。0。1/', '127.0.0.1'],
  ['http://127.0.0.1./', '127.0.0.1'],
])('%s is read as an address', (text, address) => {
  expect(readAddress(new URL(text).hostname)?.toString()).toBe(address);
});

test.each(['', 'localhost', '0x7f000001', '127.1', '1.2.3.4.5', '1.2.3.04', 'example.com', ':1'])(
  '%o is no address',
  (text) => {
    expect(readAddress(text)).toBeUndefined();
  },
);
