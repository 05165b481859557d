import { once } from 'node:events';
import { createServer } from 'node:http';

export interface ModelRequest {
  /** Of the schema that the answer is to have; undefined for a text. */
  name: string | undefined;
  /** The last message. */
  question: string;
  messages: { role: string; content: string }[];
}

export interface ScriptedModel extends AsyncDisposable {
  readonly url: string;
  readonly requests: ModelRequest[];
}

/** An OpenAI-compatible endpoint that answers as a script says; a number is a status. */
export async function startScriptedModel(
  answer: (request: ModelRequest) => string | object | number,
): Promise<ScriptedModel> {
  const requests: ModelRequest[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { messages, response_format: format } = JSON.parse(text);
    const question = messages.at(-1).content;
    const asked = { name: format?.json_schema?.name, question, messages };
    requests.push(asked);
    const given = answer(asked);
    const content = typeof given === 'string' ? given : JSON.stringify(given);
    const status = typeof given === 'number' ? given : 200;
    const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' };
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        status === 200
          ? { id: 'x', object: 'chat.completion', created: 1, model: 'm', choices: [choice], usage }
          : { error: { message: 'a secret of the provider', type: 'x', code: 'x' } },
      ),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
