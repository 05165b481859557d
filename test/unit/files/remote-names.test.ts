import { nameAddress, nameContent } from '@tributary/files/remote/remote-names';
import { expect, test } from 'vitest';

interface Told {
  type?: string;
  disposition?: string;
}

const toHead = (url: string, { type, disposition }: Told) => ({
  url: new URL(url, 'https://files.example'),
  contentType: type,
  contentDisposition: disposition,
  size: undefined,
});

const png = Buffer.from(
  '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489',
  'hex',
);
const none = Buffer.alloc(0);
const uuid = '[0-9a-f-]{36}';

test.each<[string, Told, Uint8Array, string, string]>([
  ['/a/b.txt?c=d.png', { type: 'image/png' }, png, 'b.txt', 'text/plain'],
  ['/b.TXT', {}, none, 'b.TXT', 'text/plain'],
  ['/%E7%8C%AB.pdf', {}, none, '猫.pdf', 'application/pdf'],
  ['/a%2Fb%5Cc.txt', {}, none, 'a_b_c.txt', 'text/plain'],
  ['/a%00%0d%0a%E2%80%AEb.txt', {}, none, 'ab.txt', 'text/plain'],
  ['/100%.txt', {}, none, '100%.txt', 'text/plain'],
  ['/photo', { type: 'image/png' }, none, 'photo.png', 'image/png'],
  ['/page', { type: 'Text/HTML; charset=utf-8' }, png, 'page.html', 'text/html'],
  ['/photo', {}, png, 'photo.png', 'image/png'],
  ['/photo', { type: 'application/octet-stream' }, png, 'photo.png', 'image/png'],
  ['/a.unknown', {}, png, 'a.unknown', 'image/png'],
  ['/read', {}, Buffer.from('text'), 'read.txt', 'text/plain'],
  ['/raw', {}, Buffer.from([0, 255]), 'raw.bin', 'application/octet-stream'],
  ['/raw', { type: 'x/y-z' }, png, 'raw.bin', 'x/y-z'],
  ['/.profile', {}, none, '.profile.bin', 'application/octet-stream'],
  ['/end.', {}, none, 'end.bin', 'application/octet-stream'],
  ['/', { disposition: 'attachment; filename="a.txt"' }, none, 'a.txt', 'text/plain'],
  ['/', { disposition: "inline; filename*=UTF-8''%e7%8c%ab.md" }, none, '猫.md', 'text/markdown'],
  ['/', { disposition: 'attachment; filename="..\\\\..\\\\a.txt"' }, none, 'a.txt', 'text/plain'],
  ['/a.txt', { disposition: 'attachment; filename="b.txt"' }, none, 'a.txt', 'text/plain'],
])('%s (%o) is named', async (url, told, head, name, mimeType) => {
  expect(await nameContent(toHead(url, told), head)).toEqual({ name, mimeType });
});

test.each<Told>([{}, { disposition: 'attachment; filename=".."' }, { disposition: ';;;' }])(
  'what nobody has named gets a name of its own (%o)',
  async (told) => {
    const { name } = await nameContent(toHead('/', told), png);

    expect(name).toMatch(new RegExp(`^${uuid}\\.png$`));
  },
);

test.each<[string, Told, string, string]>([
  ['/a.png', {}, 'a.png', 'image/png'],
  ['/get', { disposition: 'attachment; filename="a.pdf"' }, 'a.pdf', 'application/pdf'],
  ['/a.png', { type: 'image/webp' }, 'a.png', 'image/webp'],
  ['/', {}, 'files.example', 'application/octet-stream'],
])(
  'what is not fetched is named by its server, or else its address: %s',
  (url, told, name, type) => {
    expect(nameAddress(toHead(url, told))).toEqual({ name, mimeType: type });
  },
);
