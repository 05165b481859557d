import { answerFrame } from '@tributary/gateway/rest/chatdev/client-frames';
import { correlationOf } from '@tributary/gateway/rest/chatdev/correlation';
import { stepsOut } from '@tributary/gateway/rest/chatdev/path-guard';
import { expect, test } from 'vitest';

test.each([
  ...['/api/uploads/../x', '/api/uploads/..%2fx', '/api/uploads/%2E%2e/x', '/api/sessions/a%2F..'],
  ...['/api/sessions/..%5cx', '/api/sessions/a\\..\\b', '/api/sessions/%5C%2e.'],
])('%s steps out of its folder', (path) => {
  expect(stepsOut(path)).toBe(true);
});

test.each(['/api/uploads/a..b', '/api/sessions/a.b/download', '/api/sessions/%252e/x', '/ws'])(
  '%s stays in its folder',
  (path) => {
    expect(stepsOut(path)).toBe(false);
  },
);

test('a correlation id is the sender’s own if it is short and harmless, and the same all along', () => {
  const made = { 'x-correlation-id': 'aéb' };

  expect(correlationOf({ 'x-correlation-id': 'run/7: a=b' })).toBe('run/7: a=b');
  expect(correlationOf(made)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]/);
  expect(correlationOf(made)).toBe(correlationOf(made));
  expect(correlationOf({ 'x-correlation-id': 'x'.repeat(257) })).toHaveLength(36);
});

const say = (value: unknown) =>
  answerFrame({ text: typeof value === 'string' ? value : JSON.stringify(value) }, () => 1_500);
const error = (message: string) => ({ type: 'error', data: { message } });
const invalid = error('invalid JSON: a text frame with an object is expected');

test('the peer’s frames are answered as documented', () => {
  expect(say({ type: 'ping' })).toEqual({ type: 'pong', data: { timestamp: 1.5 } });
  expect(say({ type: 'get_status', data: 1 })).toEqual({
    ...{ type: 'status', data: { message: 'Session not found' } },
  });
  expect(say({ type: 'dance' })).toEqual(error('unknown type dance'));
  expect(say({ type: 'x'.repeat(1_000) })).toEqual(error(`unknown type ${'x'.repeat(100)}`));
  const deep = `{"type":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  for (const frame of [{ type: ['ping'] }, {}, deep]) {
    expect(say(frame)).toEqual(error('unknown type'));
  }
  for (const text of ['', '{', '[]', '"ping"', 'null', '7']) expect(say(text)).toEqual(invalid);
  expect(answerFrame({ binary: Buffer.from('{"type":"ping"}') })).toEqual(invalid);
});

test('an input that nobody waits for is refused, an empty one first', () => {
  const answer = (data?: unknown) => say({ type: 'human_input', data });
  const ofTexts = 'input must be a text, and attachments a list of texts';

  expect(answer()).toEqual(error('Empty input'));
  expect(answer({ input: '', attachments: null })).toEqual(error('Empty input'));
  expect(answer({ input: 'yes' })).toEqual(error('Session not found'));
  expect(answer({ task_prompt: 'yes' })).toEqual(error('Session not found'));
  expect(answer({ attachments: ['att_x'] })).toEqual(error('Session not found'));
  expect(answer({ input: 7 })).toEqual(error(ofTexts));
  expect(answer({ attachments: 'att_x' })).toEqual(error(ofTexts));
  expect(answer('yes')).toEqual(error(ofTexts));
});
