import { Failure } from '@tributary/runtime/failure';
import { createLog } from '@tributary/runtime/log';
import { expect, test } from 'vitest';

function openLog() {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return { lines, log: createLog({ service: 'test', level: 'info', destination }) };
}

test('an error is logged with its causes, without what a library hangs on it', () => {
  const { lines, log } = openLog();
  const cause = Object.assign(new Error('refused'), { requestBody: 'the words of a person' });

  log.error({ err: Object.assign(cause, { code: 'E1' }) }, 'call failed');
  log.error({ err: new Failure('UNAVAILABLE', 'away', { cause }) }, 'call failed');
  log.error({ err: 'a text' }, 'call failed');

  const stack = expect.stringContaining('refused');
  expect(lines.map(({ err }) => err)).toEqual([
    { type: 'Error', message: 'refused', code: 'E1', stack },
    { type: 'Failure', message: 'away: refused', code: 'UNAVAILABLE', stack },
    'a text',
  ]);
  expect(JSON.stringify(lines)).not.toContain('words');
});

test('secrets are not logged', () => {
  const { lines, log } = openLog();

  log.info({ token: 'x', headers: { authorization: 'Bearer x' }, id: 'y' }, 'request');

  expect(lines).toMatchObject([
    { token: '[secret]', headers: { authorization: '[secret]' }, id: 'y', msg: 'request' },
  ]);
});
