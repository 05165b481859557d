import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@tributary/mongo/log';
import { startMongoServer } from '@tributary/mongo/server';
import { type Db, MongoClient } from 'mongodb';

export interface TestServer extends AsyncDisposable {
  url: string;
  port: number;
  client: MongoClient;
  db: Db;
}

/** An embedded store over an empty folder, with the official driver connected to it. */
export async function startServer(): Promise<TestServer> {
  const dir = await mkdtemp(join(tmpdir(), 'tributary-mongo-'));
  const server = await startMongoServer({ host: '127.0.0.1', port: 0, dir, log: silentLog });
  const url = `mongodb://127.0.0.1:${server.port}`;
  const client = await MongoClient.connect(url);
  return {
    url,
    port: server.port,
    client,
    db: client.db('test'),
    async [Symbol.asyncDispose]() {
      await client.close();
      await server[Symbol.asyncDispose]();
      await rm(dir, { recursive: true });
    },
  };
}
