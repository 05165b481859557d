import type { Document } from 'bson';
import { MongoFailure } from '../failure.ts';
import type { Command } from './call.ts';

const constant = (reply: () => Document): Command => ({ run: reply });

const version = '7.0.0';
const startedAt = Date.now();

/** The version whose commands are spoken; what is missing answers with CommandNotFound. */
const buildInfo = constant(() => ({
  version,
  versionArray: [7, 0, 0, 0],
  gitVersion: 'tributary',
  modules: [],
  storageEngines: ['sqlite'],
  maxBsonObjectSize: 16 * 1024 * 1024,
  debug: false,
  bits: 64,
}));

const getParameter: Command = {
  run({ body }) {
    const known: Document = { featureCompatibilityVersion: { version: '7.0' } };
    const wanted = Object.keys(body).filter((name) => Object.hasOwn(known, name));
    if (body.getParameter !== '*' && wanted.length === 0) {
      throw new MongoFailure(72, 'no option found to get');
    }
    return body.getParameter === '*' ? known : Object.fromEntries(wanted.map((n) => [n, known[n]]));
  },
};

const empty = constant(() => ({}));

export const diagnosticCommands = {
  ping: empty,
  buildInfo,
  buildinfo: buildInfo,
  getParameter,
  hostInfo: constant(() => ({ system: { currentTime: new Date() }, os: {}, extra: {} })),
  connectionStatus: constant(() => ({
    authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] },
  })),
  serverStatus: constant(() => ({
    version,
    process: 'tributary',
    uptime: (Date.now() - startedAt) / 1000,
    localTime: new Date(),
  })),
  refreshSessions: empty,
};
