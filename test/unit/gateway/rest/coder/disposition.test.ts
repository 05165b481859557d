import { readFileName, toInline } from '@tributary/gateway/rest/coder/disposition';
import { expect, test } from 'vitest';

const asBytes = (text: string) => Buffer.from(text).toString('latin1');

test.each([
  [undefined, ''],
  ['', ''],
  ['attachment', ''],
  ['attachment; filename="a', ''],
  ['attachment; name=a.png', ''],
  ['filename=a.png', ''],
  ['anything; FileName=a.png', 'a.png'],
  ['inline; filename="a \\"b\\".png"', 'a "b".png'],
  ["attachment; filename*=UTF-8''%E5%9B%BE.png", '图.png'],
  ["attachment; filename=x.png; filename*=utf-8''%E5%9B%BE.png", '图.png'],
  ["attachment; filename*=UTF-8''%E5%9B%BE.png; filename=x.png", '图.png'],
  ["attachment; filename=x.png; filename*=UTF-8''%E5.png", 'x.png'],
  [asBytes('attachment; filename="图.png"'), '图.png'],
  [asBytes('attachment; filename=é.png'), 'é.png'],
  ['attachment; filename="\xe9.png"', 'é.png'],
])('%j names a file %j', (header, name) => {
  expect(readFileName(header)).toBe(name);
});

test.each([
  ['', 'inline'],
  ['a.png', 'inline; filename=a.png'],
  ['a b.png', 'inline; filename="a b.png"'],
  ['a"b.png', 'inline; filename="a\\"b.png"'],
  ['图.png', 'inline; filename="?.png"; filename*=UTF-8\'\'%E5%9B%BE.png'],
  ['\ud800.png', 'inline; filename="?.png"; filename*=UTF-8\'\'%EF%BF%BD.png'],
  ['a\r\nb.png', 'inline; filename="a??b.png"; filename*=UTF-8\'\'a%0D%0Ab.png'],
])('a file %j is shown with %j', (name, header) => {
  expect(toInline(name)).toBe(header);
});

test.each(['a.png', '100%25.png', "o'neill (1).png", '图 "1"; \\.png', 'é.png'])(
  'the name %j survives the round trip',
  (name) => {
    expect(readFileName(toInline(name))).toBe(name);
  },
);
