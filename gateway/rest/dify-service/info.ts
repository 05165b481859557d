import { Failure } from '@tributary/runtime/failure';
import { endpoint, ok } from '../endpoint.ts';
import { AppInfoDocument } from './generated/operations.ts';
import { modes } from './modes.ts';

export const readInfo = endpoint({
  route: 'GET /v1/info',
  identity: {},
  document: AppInfoDocument,
  variables: ({ viewer }) => ({ id: viewer.appId ?? '' }),
  reply: ({ app }) => {
    if (!app) throw new Failure('FORBIDDEN', 'the app does not exist any more');
    const { name, description, tags, mode, authorName } = app;
    return ok({ name, description, tags, mode: modes[mode], author_name: authorName });
  },
});
