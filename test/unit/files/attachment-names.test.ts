import {
  attachmentKindOf,
  guessMimeType,
  toAttachmentName,
  toAttachmentType,
} from '@tributary/files/sessions/attachment-names';
import { expect, test } from 'vitest';

test('a name is the last part of what was given, without what cannot be seen', () => {
  const names = {
    'spec.md': 'spec.md',
    '../../etc/passwd': 'passwd',
    'C:\\Users\\ada\\a.txt': 'a.txt',
    'a\r\nSet-Cookie: x\0.txt': 'aSet-Cookie: x.txt',
    '\u202egpj.exe\u2066': 'gpj.exe',
    '\u200fאב.txt\u061c': 'אב.txt',
    'in\u00advisi\u200bble\ufeff.txt': 'invisible.txt',
    ...{ '': 'upload.bin', '.': 'upload.bin', '..': 'upload.bin', 'a/': 'upload.bin' },
    ...{ '/\u202e..': 'upload.bin', '\0': 'upload.bin', '...': '...', '.env': '.env' },
    '\ud800.txt': '\ufffd.txt',
  };

  expect(Object.keys(names).map(toAttachmentName)).toEqual(Object.values(names));
});

test('a name has at most 255 bytes and ends between two characters', () => {
  const names = ['x'.repeat(10_000), `${'x'.repeat(254)}é`, '😀'.repeat(100)].map(toAttachmentName);

  expect(names).toEqual(['x'.repeat(255), 'x'.repeat(254), '😀'.repeat(63)]);
});

test('the type is the declared one if it is one, else that of the extension', () => {
  const types = [
    ['Text/Markdown; charset=utf-8', 'a.png'],
    ['', 'a.PNG'],
    ['text', 'a.json'],
    ['text/html\r\nx: y', 'a.md'],
    [null, 'json'],
    [undefined, 'a.unknown-to-all'],
  ] as const;

  expect(types.map(([declared, name]) => toAttachmentType(declared, name))).toEqual([
    ...['text/markdown', 'image/png', 'application/json', 'text/markdown'],
    ...['application/octet-stream', 'application/octet-stream'],
  ]);
  expect(['a.ts', 'a.py'].map(guessMimeType)).toEqual(['text/typescript', 'text/x-python']);
});

test('the kind follows from the type', () => {
  const types = ['image/png', 'audio/mpeg', 'video/mp4', 'text/plain', 'imagex/png'];

  expect(types.map(attachmentKindOf)).toEqual(['IMAGE', 'AUDIO', 'VIDEO', 'FILE', 'FILE']);
});
