import { createOutbox, type OutboxOptions } from '@tributary/runtime/outbox';
import { type Outboxes, type OutboxName, outboxNames, withAuditLog } from './changes.ts';
import type { Collections } from './collections.ts';

export interface OutboxesOptions extends Omit<OutboxOptions, 'model'> {
  collections: Collections;
}

/** Relays what changes left behind, of this process and of those that died. */
export function openOutboxes(options: OutboxesOptions): Outboxes & AsyncDisposable {
  const { collections, ...shared } = options;
  const events = withAuditLog(shared.events, collections.auditLog);
  const stack = new AsyncDisposableStack();
  const outboxes = Object.fromEntries(
    outboxNames.map((name) => {
      const model = collections[name] as unknown as OutboxOptions['model'];
      return [name, stack.use(createOutbox({ ...shared, events, model }))];
    }),
  ) as Record<OutboxName, ReturnType<typeof createOutbox>>;
  return { ...outboxes, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
