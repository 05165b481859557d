import type { Bus } from '@tributary/runtime/bus';
import { Failure } from '@tributary/runtime/failure';
import { type Log, silentLog } from '@tributary/runtime/log';
import type { RateLimiter } from '@tributary/runtime/rate-limit';
import type { FastifyInstance } from 'fastify';
import type { DocumentNode } from 'graphql';
import type { GatewayConfig } from '../config.ts';
import type { Identity } from '../identity/identity.ts';
import type { Operations } from '../operations.ts';
import type { Server } from '../server.ts';
import { createChatdev } from './chatdev/face.ts';
import { createCoder } from './coder/face.ts';
import { createDifyService } from './dify-service/face.ts';
import { createDifyWeb } from './dify-web/face.ts';
import { documentsOf } from './documents.ts';
import type { Face } from './face.ts';
import { createOperationRunner } from './operation-runner.ts';
import { createPlayground } from './playground/face.ts';
import { serveFace } from './serving.ts';
import { session } from './session/face.ts';
import { signedFiles } from './signed-files/face.ts';
import { createSockets } from './sockets.ts';

type FacadeConfig = Pick<
  GatewayConfig,
  | 'appFileBytesMax'
  | 'playgroundRateLimit'
  | 'coderRateLimit'
  | 'coderFileRateLimit'
  | 'corsAllowOrigins'
  | 'isChatdevAuthRequired'
  | 'uploadBytesMax'
  | 'webApiCorsAllowOrigins'
  | 'isWebAppLoginEnabled'
>;

/** Every documented API, in the order in which they are served. */
const createFaces = (config: FacadeConfig, log: Log): readonly Face[] => [
  createDifyService({ fileBytesMax: config.appFileBytesMax }),
  createDifyWeb({
    corsOrigins: config.webApiCorsAllowOrigins,
    isLoginEnabled: config.isWebAppLoginEnabled,
    fileBytesMax: config.appFileBytesMax,
  }),
  signedFiles,
  session,
  createPlayground({ rateLimit: config.playgroundRateLimit }),
  createCoder({ rateLimit: config.coderRateLimit, fileRateLimit: config.coderFileRateLimit }),
  createChatdev({
    corsOrigins: config.corsAllowOrigins,
    isAuthRequired: config.isChatdevAuthRequired,
    uploadBytesMax: config.uploadBytesMax,
    log,
  }),
];

/** What is asked of the graph hangs on none of it. */
const anyConfig: FacadeConfig = {
  appFileBytesMax: 0,
  playgroundRateLimit: 0,
  coderRateLimit: 0,
  coderFileRateLimit: 0,
  webApiCorsAllowOrigins: [],
  isWebAppLoginEnabled: true,
  corsAllowOrigins: [],
  isChatdevAuthRequired: false,
  uploadBytesMax: 0,
};

/** Every operation that the documented APIs rest on: a supergraph must serve all of them. */
export const facadeDocuments: readonly DocumentNode[] = createFaces(anyConfig, silentLog).flatMap(
  documentsOf,
);

export interface FacadeOptions {
  bus: Bus;
  operations: Operations;
  identity: Identity;
  rateLimiter: RateLimiter;
  config: FacadeConfig;
  log: Log;
  upgrades: Server['upgrades'];
}

export async function registerFacade(
  app: FastifyInstance,
  { bus, operations, identity, rateLimiter, config, log, upgrades }: FacadeOptions,
): Promise<void> {
  const stop = new AbortController();
  // Streams would outlive the server otherwise; what they tell of goes on without them.
  app.addHook('preClose', async () =>
    stop.abort(new Failure('UNAVAILABLE', 'the gateway is stopping')),
  );
  const engine = {
    bus,
    operations: createOperationRunner(operations),
    gatekeepers: { identity, rateLimiter },
    log,
    stopping: stop.signal,
  };
  const sockets = createSockets(engine);
  app.addHook('preClose', () => sockets[Symbol.asyncDispose]());
  for (const face of createFaces(config, log)) {
    await serveFace(app, face, engine);
    for (const [path, upgrade] of sockets.upgradesOf(face)) upgrades.set(path, upgrade);
  }
}
