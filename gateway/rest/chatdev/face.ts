import type { Principal } from '../../identity/identity.ts';
import type { Cors } from '../cors.ts';
import type { Face } from '../face.ts';
import { type AdmissionOptions, admit, refuseSteps } from './admission.ts';
import { listArtifactEvents } from './artifact-events.ts';
import { downloadSession, readArtifact } from './artifacts.ts';
import { createUpload, listAttachments } from './attachments.ts';
import { correlationOf } from './correlation.ts';
import { refuse } from './refusal.ts';
import { createSessionSocket } from './session-socket.ts';

export interface ChatdevOptions extends AdmissionOptions {
  /** Of the pages that may call; none stands for those of the machine itself, on any port. */
  readonly corsOrigins: readonly string[];
  readonly uploadBytesMax: number;
}

const ownMachine = /^https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/;

/** Where any page may call, none may do so with the cookies of its user. */
const pagesOf = (origins: readonly string[]): Pick<Cors, 'origins' | 'takesCookies'> => ({
  origins: origins.length === 0 ? (origin) => ownMachine.test(origin) : origins,
  takesCookies: !origins.includes('*'),
});

/** Sessions of a connection: their attachments, their artifacts, and the socket that opens them. */
export function createChatdev(options: ChatdevOptions): Face<Principal, undefined> {
  const { corsOrigins, uploadBytesMax, isAuthRequired } = options;
  return {
    name: 'chatdev',
    paths: ['/api/uploads', '/api/sessions', '/api/workflow/execute', '/ws'],
    bodyBytesMax: 1_048_576,
    headers: (sent) => ({ 'x-correlation-id': correlationOf(sent) }),
    cors: {
      ...pagesOf(corsOrigins),
      methods: 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT',
      headers: '*',
      exposed: 'X-Correlation-ID',
    },
    endpoints: [
      createUpload(uploadBytesMax),
      listAttachments,
      listArtifactEvents,
      readArtifact,
      downloadSession,
    ],
    sockets: [createSessionSocket({ isPrivate: isAuthRequired })],
    admit: (arrival, gatekeepers) => admit(arrival, gatekeepers, options),
    notice: async (arrival) => refuseSteps(arrival, options),
    identify: async (principal) => principal,
    refuse,
  };
}
