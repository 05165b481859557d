import { createChatdev } from '@tributary/gateway/rest/chatdev/face';
import { toCorsHeaders } from '@tributary/gateway/rest/cors';
import { silentLog as log } from '@tributary/runtime/log';
import { expect, test } from 'vitest';

/** What a page is told of whether, and how, it may call. */
function told(corsOrigins: readonly string[], origin: string) {
  const { cors } = createChatdev({ corsOrigins, uploadBytesMax: 1, isAuthRequired: false, log });
  const headers = cors ? toCorsHeaders(cors, { origin }) : {};
  return [
    headers['access-control-allow-origin'],
    headers['access-control-allow-credentials'],
    headers.vary,
  ];
}

test('where every page may call, none does so with the cookies of its user', () => {
  expect(told(['*'], 'https://any.example')).toEqual(['*', undefined, undefined]);
  expect(told(['https://ours.example', '*'], 'https://any.example')).toEqual([
    ...['*', undefined, undefined],
  ]);
});

test('the pages of a list, or else of the machine itself, call with them', () => {
  const ours = 'https://ours.example';
  const own = 'http://localhost:3000';

  expect(told([ours], ours)).toEqual([ours, 'true', 'Origin']);
  expect(told([ours], own)).toEqual([undefined, undefined, 'Origin']);
  expect(told([], own)).toEqual([own, 'true', 'Origin']);
  expect(told([], ours)).toEqual([undefined, undefined, 'Origin']);
});
