import type { Face } from '../face.ts';
import { admit, type Caller, type CallerScheme, identify } from './caller.ts';
import { sendMessage, stopAnswer } from './chat-messages.ts';
import { listConversations } from './conversations.ts';
import { createUploadFile, previewFile } from './files.ts';
import { readInfo } from './info.ts';
import { listMessages } from './messages.ts';
import { refuse } from './refusal.ts';

export interface DifyServiceOptions {
  /** Of an upload of any kind. */
  fileBytesMax: number;
}

/** The Dify Service API: what a program does with a chat app's API key. */
export const createDifyService = ({
  fileBytesMax,
}: DifyServiceOptions): Face<Caller, CallerScheme> => ({
  name: 'dify-service',
  paths: ['/v1'],
  bodyBytesMax: 10_485_760,
  // The version is that of the documented API, which some clients read.
  headers: { 'x-version': '1.13.0', 'x-env': 'PRODUCTION' },
  cors: {
    origins: ['*'],
    takesCookies: false,
    methods: 'GET, PUT, POST, DELETE, OPTIONS, PATCH',
    headers: 'Content-Type, X-App-Code, X-App-Passport, Authorization',
    exposed: 'X-Version, X-Env, X-Request-Id',
  },
  endpoints: [
    sendMessage,
    stopAnswer,
    listMessages,
    listConversations,
    createUploadFile(fileBytesMax),
    previewFile,
    readInfo,
  ],
  admit,
  identify,
  refuse,
});
