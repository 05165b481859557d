import { EventSourceParserStream } from 'eventsource-parser/stream';

/** The frames of an event stream, as they arrive: each one's event name and data. */
export async function* readFrames(
  response: Response,
): AsyncGenerator<{ event: string | undefined; data: string }> {
  if (!response.body) throw new Error('the response has no body');
  const frames = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  for await (const { event, data } of frames) yield { event, data };
}
