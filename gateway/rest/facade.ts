import type { Bus } from '@tributary/runtime/bus';
import type { Log } from '@tributary/runtime/log';
import type { RateLimiter } from '@tributary/runtime/rate-limit';
import type { FastifyInstance } from 'fastify';
import type { DocumentNode } from 'graphql';
import type { GatewayConfig } from '../config.ts';
import type { Identity } from '../identity/identity.ts';
import type { Operations } from '../operations.ts';
import { difyService } from './dify-service/face.ts';
import { createDifyWeb } from './dify-web/face.ts';
import { documentsOf } from './endpoint.ts';
import type { Face } from './face.ts';
import { createOperationRunner } from './operation-runner.ts';
import { createPlayground } from './playground/face.ts';
import { serveFace } from './serving.ts';
import { session } from './session/face.ts';
import { signedFiles } from './signed-files/face.ts';

type FacadeConfig = Pick<
  GatewayConfig,
  'playgroundRateLimit' | 'webApiCorsAllowOrigins' | 'isWebAppLoginEnabled'
>;

/** Every documented API, in the order in which they are served. */
const createFaces = (config: FacadeConfig): readonly Face[] => [
  difyService,
  createDifyWeb({
    corsOrigins: config.webApiCorsAllowOrigins,
    isLoginEnabled: config.isWebAppLoginEnabled,
  }),
  signedFiles,
  session,
  createPlayground({ rateLimit: config.playgroundRateLimit }),
];

/** Every operation that the documented APIs rest on: a supergraph must serve all of them. */
export const facadeDocuments: readonly DocumentNode[] = createFaces({
  playgroundRateLimit: 0,
  webApiCorsAllowOrigins: [],
  isWebAppLoginEnabled: true,
}).flatMap(({ endpoints }) => endpoints.flatMap(documentsOf));

export interface FacadeOptions {
  bus: Bus;
  operations: Operations;
  identity: Identity;
  rateLimiter: RateLimiter;
  config: FacadeConfig;
  log: Log;
}

export async function registerFacade(
  app: FastifyInstance,
  { bus, operations, identity, rateLimiter, config, log }: FacadeOptions,
): Promise<void> {
  const stop = new AbortController();
  // Streams would outlive the server otherwise; what they tell of goes on without them.
  app.addHook('preClose', async () => stop.abort());
  const engine = {
    bus,
    operations: createOperationRunner(operations),
    gatekeepers: { identity, rateLimiter },
    log,
    stopping: stop.signal,
  };
  for (const face of createFaces(config)) await serveFace(app, face, engine);
}
