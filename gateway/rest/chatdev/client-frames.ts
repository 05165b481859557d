import { z } from 'zod';
import type { Frame } from '../socket-endpoint.ts';

/** One message of the socket, in either direction. */
export interface Message {
  readonly type: string;
  readonly data: unknown;
}

const errorOf = (message: string): Message => ({ type: 'error', data: { message } });

const message = z.record(z.string(), z.unknown());
/** Absent and null are the same; `task_prompt` is another name of `input`. */
const humanInput = z.object({
  input: z.string().nullish(),
  task_prompt: z.string().nullish(),
  attachments: z.array(z.string()).nullish(),
});

const typeLengthMax = 100;

/** What a frame of the client is answered with. There is no run that could be told anything. */
export function answerFrame(frame: Frame, now: () => number = Date.now): Message {
  const read = message.safeParse(parse(frame));
  if (!read.success) return errorOf('invalid JSON: a text frame with an object is expected');
  const { type, data } = read.data;
  if (type === 'ping') return { type: 'pong', data: { timestamp: now() / 1000 } };
  if (type === 'get_status') return { type: 'status', data: { message: 'Session not found' } };
  if (type === 'human_input') return errorOf(refuseInput(data));
  // Anything but a text may be nested so deep that writing it down fails.
  const name = typeof type === 'string' ? ` ${type.slice(0, typeLengthMax)}` : '';
  return errorOf(`unknown type${name}`);
}

function parse(frame: Frame): unknown {
  if (!('text' in frame)) return undefined;
  try {
    return JSON.parse(frame.text);
  } catch {
    return undefined;
  }
}

function refuseInput(data: unknown): string {
  const read = humanInput.safeParse(data ?? {});
  if (!read.success) return 'input must be a text, and attachments a list of texts';
  const { input, task_prompt: prompt, attachments } = read.data;
  if (!input && !prompt && !attachments?.length) return 'Empty input';
  return 'Session not found';
}
