import type { Bus } from '@tributary/runtime/bus';
import type { EventLog } from '@tributary/runtime/event-log';
import type { Viewer } from '@tributary/runtime/identity';
import type { Outbox } from '@tributary/runtime/outbox';
import { createRowLoader } from '@tributary/runtime/row-loader';
import type { UploadLimits } from '@tributary/runtime/variables';
import { createApps } from './apps.ts';
import type { Attachments } from './attachments.ts';
import type { Collections } from './collections.ts';
import { createConversations } from './conversations.ts';
import { createMessages } from './messages.ts';
import type { RemoteApps } from './remote-apps.ts';
import { createSending } from './sending.ts';
import { createTaskEvents } from './task-events.ts';
import { createTasks } from './tasks.ts';

export interface ContextOptions {
  collections: Collections;
  bus: Bus;
  events: EventLog;
  outbox: Outbox;
  remote: RemoteApps;
  attachments: Attachments;
  uploadLimits: UploadLimits;
  viewer: Viewer;
}

export type Context = ReturnType<typeof createContext>;

/** The models of one request, for one viewer. */
export function createContext(options: ContextOptions) {
  const { collections, bus, events, outbox, remote, attachments, uploadLimits, viewer } = options;
  const messages = createMessages({
    collections,
    byId: createRowLoader(collections.messages),
    byTask: createRowLoader(collections.messages, 'taskId'),
    viewer,
  });
  const apps = createApps({
    collections,
    byId: createRowLoader(collections.apps),
    remote,
    uploadLimits,
    viewer,
  });
  return {
    viewer,
    apps,
    messages,
    conversations: createConversations({
      collections,
      byId: createRowLoader(collections.conversations),
      viewer,
    }),
    sending: createSending({ collections, apps, remote, attachments, outbox, viewer }),
    tasks: createTasks({ collections, messages, events, outbox, bus, viewer }),
    taskEvents: createTaskEvents({ messages, events, outbox }),
  };
}
