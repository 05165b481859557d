import { join } from 'node:path';
import type { Log } from '@tributary/runtime/log';
import type { Outbox } from '@tributary/runtime/outbox';
import type { WorkQueue } from '@tributary/runtime/work-queue';
import type { Model } from 'mongoose';
import type { AuthConfig } from './config.ts';
import { startMailRounds } from './mail-rounds.ts';
import { createMailWorker } from './mail-worker.ts';
import { createMailer } from './mailer.ts';
import type { MailRow } from './mails.ts';

export interface MailDeliveryOptions {
  collection: Model<MailRow>;
  outbox: Pick<Outbox, 'relay'>;
  work: Pick<WorkQueue, 'serve'>;
  config: Pick<AuthConfig, 'dataDir' | 'mailFrom' | 'publicUrl' | 'smtpUrl'>;
  log: Log;
}

const concurrency = 8;

/** Sends what the `Mails` of any process stored, until disposed. */
export async function startMailDelivery(options: MailDeliveryOptions): Promise<AsyncDisposable> {
  const { collection, outbox, work, config, log } = options;
  const { dataDir, mailFrom: from, publicUrl, smtpUrl } = config;
  await using stack = new AsyncDisposableStack();
  const mailer = stack.use(createMailer({ from, smtpUrl, folder: join(dataDir, 'outbox') }));
  const { handle } = createMailWorker({ collection, mailer, publicUrl, log });
  stack.use(startMailRounds({ collection, outbox, log }));
  stack.use(await work.serve('mail', { concurrency, handle }));
  return stack.move();
}
