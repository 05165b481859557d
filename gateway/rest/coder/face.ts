import type { Principal } from '../../identity/identity.ts';
import type { Face } from '../face.ts';
import { admit, notice } from './admission.ts';
import { type CallerScheme, identify } from './caller.ts';
import { createChatFiles } from './chat-files.ts';
import { type CallLimits, limitsOf } from './limits.ts';
import { refuse } from './refusal.ts';

/** The documented one, and the one that clients of the same time use: the same behind both. */
const prefixes = ['/api/v2', '/api/experimental'] as const;

/** The Chats API: the images that somebody uploads for a chat. */
export function createCoder(limits: CallLimits): Face<Principal, CallerScheme> {
  const policies = limitsOf(limits);
  return {
    name: 'coder',
    paths: prefixes.map((prefix) => `${prefix}/chats` as const),
    bodyBytesMax: 0,
    endpoints: prefixes.flatMap(createChatFiles),
    admit: (arrival, gatekeepers) => admit(arrival, gatekeepers, policies),
    notice: (arrival, gatekeepers) => notice(arrival, gatekeepers, policies),
    identify,
    refuse,
  };
}
