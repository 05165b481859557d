import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { startEntrance } from '../entrance.ts';
import { createForm, download, type Frame, noFrame, upload } from './client.ts';
import { readPeaks } from './memory.ts';

// Large files through the whole product, as a ratio to a plain server that does the same alone.
// node test/bench/files.ts [MiB, 1024 by default] [rounds, 3 by default]
const [mebibytes = '1024', rounds = '3'] = process.argv.slice(2);
const size = Number(mebibytes) * 1_048_576;
const write = (line: string) => void process.stdout.write(`${line}\n`);

await using product = await startEntrance({ others: ['files', 'workflow'], areApart: true });
const plain = spawn(process.execPath, [
  join(import.meta.dirname, 'plain-server.ts'),
  join(product.dataDir, 'plain'),
]);
await using _plain = {
  async [Symbol.asyncDispose]() {
    plain.kill();
  },
};
const [port] = await once(plain.stdout, 'data');
const plainUrl = `http://127.0.0.1:${String(port).trim()}/`;
const ada = await product.signUp('ada');
const authorization = { authorization: `Bearer ${ada.credential}` };

interface Uploaded {
  data: { uploadFile: { file: { url: string; size: number } } };
}

const operations = JSON.stringify({
  query: 'mutation ($input: UploadFileInput!) { uploadFile(input: $input) { file { url size } } }',
  variables: { input: { file: null } },
});
const graphqlForm = createForm({ operations, map: '{"0":["variables.input.file"]}' }, '0');

async function uploadByGraphql(): Promise<string> {
  const url = `${product.url}/graphql`;
  const answer = await upload({ url, size, frame: graphqlForm, headers: authorization });
  return (answer as Uploaded).data.uploadFile.file.url;
}

async function openSession(): Promise<string> {
  const socket = new WebSocket(`${product.url.replace('http', 'ws')}/ws`);
  const [message] = await once(socket, 'message');
  return JSON.parse(String(message)).data.session_id;
}

async function measure(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await act();
  return size / 1_048_576 / ((performance.now() - start) / 1_000);
}

const speeds = new Map<string, number[]>();
async function note(name: string, act: () => Promise<unknown>): Promise<void> {
  speeds.set(name, [...(speeds.get(name) ?? []), await measure(act)]);
}
function median(name: string): number {
  const sorted = (speeds.get(name) ?? []).toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

const session = `${product.url}/api/uploads/${await openSession()}`;
const send = (url: string, frame: Frame) => upload({ url, size, frame });
for (let round = 0; round < Number(rounds); round += 1) {
  let stored = '';
  await note('plain upload', () => send(plainUrl, noFrame));
  await note('upload by GraphQL', async () => {
    stored = await uploadByGraphql();
  });
  await note('plain upload', () => send(plainUrl, noFrame));
  await note('upload by form', () => send(session, createForm({}, 'file')));
  await note('plain download', () => download(plainUrl));
  await note('download', async () => {
    const length = await download(stored);
    if (length !== size) throw new Error(`${length} bytes came back`);
  });
}

const compare = (name: string, standard: string) => {
  const percent = Math.round((median(name) / median(standard)) * 100);
  write(
    `${name}: ${median(name).toFixed(0)} MiB/s, ${percent} % of ${median(standard).toFixed(0)}`,
  );
};
compare('upload by GraphQL', 'plain upload');
compare('upload by form', 'plain upload');
compare('download', 'plain download');
for (const [name, peak] of await readPeaks()) write(`peak of ${name}: ${peak} MB`);
