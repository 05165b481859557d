import type { AppMode } from './generated/operations.ts';

/** The modes of apps in the words of this API. */
export const modes: Readonly<Record<AppMode, string>> = {
  CHAT: 'chat',
  COMPLETION: 'completion',
  AGENT_CHAT: 'agent-chat',
  ADVANCED_CHAT: 'advanced-chat',
  WORKFLOW: 'workflow',
};
