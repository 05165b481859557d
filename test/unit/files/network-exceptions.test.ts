import { readAddress } from '@tributary/files/remote/network-addresses';
import { readExceptions, remoteFilesAllow } from '@tributary/files/remote/network-exceptions';
import { readEnv } from '@tributary/runtime/config';
import { expect, test } from 'vitest';

const coversAddress = (entry: string, text: string, port = 80): boolean | undefined => {
  const address = readAddress(text);
  return address && readExceptions([entry])?.coversAddress(address, port);
};
const coversName = (entry: string, name: string, port = 80): boolean | undefined =>
  readExceptions([entry])?.coversName(name, port);

test.each([
  ['127.0.0.1', '127.0.0.1', 80],
  ['127.0.0.1', '::ffff:127.0.0.1', 9000],
  ['127.0.0.1:8080', '127.0.0.1', 8080],
  ['10.1.0.0/16', '10.1.255.255', 80],
  ['0.0.0.0/0', '10.0.0.1', 80],
  ['::1', '::1', 80],
  ['[::1]:8080', '::1', 8080],
  ['0:0:0:0:0:0:0:1', '::1', 80],
  ['fd00::/8', 'fd12::1', 80],
  ['2130706433', '127.0.0.1', 80],
])('%s lets %s at port %d be reached', (entry, address, port) => {
  expect(coversAddress(entry, address, port)).toBe(true);
});

test.each([
  ['127.0.0.1', '127.0.0.2', 80],
  ['127.0.0.1:8080', '127.0.0.1', 80],
  ['127.0.0.1:80', '127.0.0.1', 8080],
  ['10.1.0.0/16', '10.2.0.1', 80],
  ['10.1.0.0/16', 'fd00::1', 80],
  ['[::1]:8080', '::1', 80],
  ['fd00::/16', 'fd12::1', 80],
  ['localhost', '127.0.0.1', 80],
])('%s does not let %s at port %d be reached', (entry, address, port) => {
  expect(coversAddress(entry, address, port)).toBe(false);
});

test('a name is covered in any case, with its dot, at its port and no other', () => {
  expect([
    coversName('Files.Example.com', 'files.example.com', 1),
    coversName('files.example.com', 'files.example.com.', 443),
    coversName('files.example.com:443', 'files.example.com', 443),
    coversName('bücher.example', 'xn--bcher-kva.example'),
  ]).toEqual([true, true, true, true]);
  expect([
    coversName('files.example.com:443', 'files.example.com', 80),
    coversName('files.example.com', 'example.com'),
    coversName('example.com', 'files.example.com'),
  ]).toEqual([false, false, false]);
});

const environment = (value?: string) => (value === undefined ? {} : { REMOTE_FILES_ALLOW: value });

test.each([
  ...['http://files', 'files/path', '10.0.0.0/33', '10.0.0/8', 'fd00::/129', '10.0.0.0/8/8'],
  ...[
    'files:0',
    'files:65536',
    'files:x',
    'a b',
    'me@files',
    'files?',
    '[::1',
    '10.0.0.0/8:80',
    '*',
  ],
])('%o is an exception that cannot be meant', (entry) => {
  expect(() => readEnv(environment(`localhost, ${entry}`), { allow: remoteFilesAllow })).toThrow(
    'REMOTE_FILES_ALLOW must list names, addresses and networks',
  );
});

test('without exceptions nothing is covered', () => {
  for (const value of [undefined, '', ' , ']) {
    const { allow } = readEnv(environment(value), { allow: remoteFilesAllow });
    expect(allow.coversName('localhost', 80)).toBe(false);
  }
});
