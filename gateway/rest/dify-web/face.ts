import type { Sender } from '../../identity/identity.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Face } from '../face.ts';
import { issuePassport, readAccessMode, readPermission } from './access.ts';
import { type CallerScheme, holders, identify } from './caller.ts';
import { loginWithCode, sendLoginCode } from './email-codes.ts';
import { createUploadFile, importRemoteFile, readRemoteFile } from './files.ts';
import { login, logout, readLoginStatus } from './login.ts';
import { resetPassword, sendResetCode, verifyResetCode } from './password-resets.ts';
import { refuse } from './refusal.ts';
import { readSystemFeatures } from './system-features.ts';

export interface DifyWebOptions {
  /** The origins of the pages that may call with their users' cookies; `*` in it stands for all. */
  corsOrigins: readonly string[];
  /** False: there is no such thing as signing in. */
  isLoginEnabled: boolean;
  /** Of an upload of any kind. */
  fileBytesMax: number;
}

/** Other APIs live below `/api` too: only what begins so is this one's to answer. */
const paths = [
  '/api/files',
  '/api/logout',
  '/api/passport',
  '/api/remote-files',
  '/api/system-features',
  '/api/webapp',
] as const;
const loginPaths = ['/api/login', '/api/email-code-login', '/api/forgot-password'] as const;

const endpoints = [
  readLoginStatus,
  logout,
  issuePassport,
  readAccessMode,
  readPermission,
  readSystemFeatures,
  importRemoteFile,
  readRemoteFile,
];
const loginEndpoints = [
  login,
  sendLoginCode,
  loginWithCode,
  sendResetCode,
  verifyResetCode,
  resetPassword,
];

function createEndpoints({ isLoginEnabled }: DifyWebOptions, uploadFile: Endpoint<CallerScheme>) {
  return [...endpoints, uploadFile, ...(isLoginEnabled ? loginEndpoints : [])];
}

const noClaim = { query: {}, body: undefined };

/** The Dify Web API: what the pages of a published app call from a browser. */
export function createDifyWeb(options: DifyWebOptions): Face<Sender, CallerScheme> {
  const uploadFile = createUploadFile(options.fileBytesMax);
  return {
    name: 'dify-web',
    paths: [...paths, ...loginPaths],
    bodyBytesMax: 10_485_760,
    headers: { 'x-version': '1.13.0', 'x-env': 'PRODUCTION' },
    cors: {
      origins: options.corsOrigins,
      takesCookies: true,
      methods: 'GET, PUT, POST, DELETE, OPTIONS, PATCH',
      headers: 'Content-Type, X-App-Code, X-App-Passport, Authorization, X-CSRF-Token',
      exposed: 'X-Version, X-Env, X-Trace-Id, X-Request-Id, Retry-After',
    },
    endpoints: createEndpoints(options, uploadFile),
    async admit({ route, sender }, gatekeepers) {
      // What a stranger uploads is not even kept until it is refused.
      if (route === uploadFile.route) await identify(sender, holders, noClaim, gatekeepers);
      return sender;
    },
    identify,
    refuse,
  };
}
