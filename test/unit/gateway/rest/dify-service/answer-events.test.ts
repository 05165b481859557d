import {
  beginAnswer,
  toFailedFrames,
  toStep,
} from '@tributary/gateway/rest/dify-service/answer-events';
import type { AnswerEventsSubscription } from '@tributary/gateway/rest/dify-service/generated/operations';
import { Failure } from '@tributary/runtime/failure';
import { expect, test } from 'vitest';

type Event = AnswerEventsSubscription['taskEvents'];

const startOf = (mode: 'CHAT' | 'AGENT_CHAT') => ({
  sendMessage: {
    taskId: 't',
    message: {
      id: 'm',
      createdAt: '2026-01-02T03:04:05.678Z',
      conversation: { id: 'c', app: { mode } },
    },
  },
});
const state = beginAnswer(startOf('CHAT'));
const begin = '"conversation_id":"c","message_id":"m","created_at":1767323045,"task_id":"t"';

const event = (own: Partial<Event>): AnswerEventsSubscription => ({
  taskEvents: {
    cursor: '1',
    type: 'MESSAGE',
    text: null,
    reason: null,
    usage: null,
    retrieverResources: null,
    error: null,
    ...own,
  },
});

test('a delta is a message', () => {
  expect(toStep(event({ text: 'Hä\n' }), state)).toEqual({
    frames: [
      `data: {"event":"message",${begin},"id":"m","answer":"Hä\\n","from_variable_selector":null}\n\n`,
    ],
    state,
    isLast: false,
  });
});

test.each([
  ['output_moderation', 'output_moderation'],
  ['retry', ''],
  [null, ''],
])('a replacement with the reason %s says %o', (reason, told) => {
  expect(toStep(event({ type: 'MESSAGE_REPLACE', text: 'New', reason }), state).frames).toEqual([
    `data: {"event":"message_replace",${begin},"answer":"New","reason":"${told}"}\n\n`,
  ]);
});

test('an answer ends with what it cost and what it was made from', () => {
  const usage = {
    promptTokens: 1,
    promptUnitPrice: '0.1',
    promptPriceUnit: '0.001',
    promptPrice: '0.0000001',
    completionTokens: 2,
    completionUnitPrice: '0.2',
    completionPriceUnit: '0.001',
    completionPrice: '0.0000002',
    totalTokens: 3,
    totalPrice: '0.0000003',
    currency: 'USD',
    latency: 1.5,
    timeToFirstToken: 0.5,
    timeToGenerate: null,
  };

  const step = toStep(event({ type: 'MESSAGE_END', usage, retrieverResources: [] }), state);

  expect(step.isLast).toBe(true);
  expect(step.frames).toEqual([
    `data: {"event":"message_end",${begin},"id":"m","metadata":{"retriever_resources":[],"usage":{` +
      '"prompt_tokens":1,"prompt_unit_price":"0.1","prompt_price_unit":"0.001",' +
      '"prompt_price":"0.0000001","completion_tokens":2,"completion_unit_price":"0.2",' +
      '"completion_price_unit":"0.001","completion_price":"0.0000002","total_tokens":3,' +
      '"total_price":"0.0000003","currency":"USD","latency":1.5,"time_to_first_token":0.5,' +
      '"time_to_generate":null}},"files":null}\n\n',
  ]);
});

test('an answer that failed ends with its error', () => {
  const error = { status: 400, code: 'completion_request_error', message: 'no answer' };

  expect(toStep(event({ type: 'ERROR', error }), state)).toEqual({
    frames: [
      `data: {"event":"error",${begin},"code":"completion_request_error","status":400,"message":"no answer"}\n\n`,
    ],
    state,
    isLast: true,
  });
});

test('a stream that cannot go on ends with an error', () => {
  expect(toFailedFrames(new Failure('INTERNAL', 'internal error'), state)).toEqual([
    `data: {"event":"error",${begin},"code":"internal_server_error","status":500,"message":"internal error"}\n\n`,
  ]);
});

/** The frames of events that come one after another, and what they begin with left out. */
function tell(begin: ReturnType<typeof beginAnswer>, events: readonly Partial<Event>[]): string[] {
  let now = begin;
  return events.flatMap((own) => {
    const step = toStep(event(own), now);
    now = step.state;
    return step.frames.map((frame) => frame.replace(/"conversation_id".*?"task_id":"t",/, ''));
  });
}

const thought = (text: string) =>
  `data: {"event":"agent_thought","id":"t","position":1,"thought":"${text}","observation":"",` +
  '"tool":"","tool_labels":{},"tool_input":"","message_files":[]}\n\n';

test('an agent begins to think, speaks, and has thought what it said', () => {
  const frames = tell(beginAnswer(startOf('AGENT_CHAT')), [
    { text: 'Oh' },
    { text: ' no' },
    { type: 'MESSAGE_REPLACE', text: 'Hi', reason: 'retry' },
    { text: ' there ' },
    { type: 'MESSAGE_END' },
  ]);

  expect(frames.slice(0, -1)).toEqual([
    thought(''),
    'data: {"event":"agent_message","id":"m","answer":"Oh"}\n\n',
    'data: {"event":"agent_message","id":"m","answer":" no"}\n\n',
    'data: {"event":"message_replace","answer":"Hi","reason":""}\n\n',
    'data: {"event":"agent_message","id":"m","answer":" there "}\n\n',
    thought('Hi there'),
  ]);
  expect(frames.at(-1)).toContain('"event":"message_end"');
});

test('an agent that was stopped before it spoke has not thought', () => {
  const frames = tell(beginAnswer(startOf('AGENT_CHAT')), [{ type: 'MESSAGE_END' }]);

  expect(frames).toEqual([expect.stringContaining('"event":"message_end"')]);
});
