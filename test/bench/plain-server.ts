import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

/** What everything is measured by: it writes a body to a file, until it is on the disk, and sends it. */
const [path = ''] = process.argv.slice(2);
const server = createServer(async (request, response) => {
  if (request.method === 'POST') {
    await pipeline(request, createWriteStream(path, { flush: true }));
    response.end('{}');
  } else {
    response.setHeader('content-length', (await stat(path)).size);
    await pipeline(createReadStream(path), response);
  }
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
