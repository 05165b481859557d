import type { Sender } from '../../identity/identity.ts';
import type { Face } from '../face.ts';
import { admit, type CallerScheme, identify } from './caller.ts';
import { refuse } from './refusal.ts';
import { endSession, refreshSession, replaceSession, startSession } from './session.ts';

/** How a browser signs in to the product's own pages: no script of a page sees its tokens. */
export const session: Face<Sender, CallerScheme> = {
  name: 'session',
  paths: ['/session'],
  bodyBytesMax: 16_384,
  headers: { 'cache-control': 'no-store' },
  endpoints: [startSession, refreshSession, replaceSession, endSession],
  admit,
  identify,
  refuse,
};
