import { Failure } from '@tributary/runtime/failure';
import type { Log } from '@tributary/runtime/log';
import type { Job } from '@tributary/runtime/work-queue';
import type { Model } from 'mongoose';
import { z } from 'zod';
import { renderMail } from './mail-templates.ts';
import type { Mailer } from './mailer.ts';
import type { MailRow } from './mails.ts';

export interface MailWorkerOptions {
  collection: Model<MailRow>;
  mailer: Pick<Mailer, 'send'>;
  publicUrl: string;
  log: Log;
}

const jobData = z.object({ mailId: z.string() });
const restMs = { min: 60_000, max: 900_000 };

/** A mail that nobody takes rests for longer and longer. */
const restOf = ({ createdAt }: MailRow): number =>
  Math.min(Math.max(Date.now() - createdAt.getTime(), restMs.min), restMs.max);

/**
 * Sends mails: one job a mail, done when somebody else is answerable for it or it is worth nothing
 * any more. A process that dies in between leaves a mail that is sent once more, under the same
 * Message-ID.
 */
export function createMailWorker({ collection, mailer, publicUrl, log }: MailWorkerOptions) {
  async function handle(job: Job): Promise<void> {
    const { mailId } = jobData.parse(job.data);
    const row = await collection.findOne({ _id: mailId }).lean<MailRow>();
    if (!row) return;
    if (row.expiresAt.getTime() <= Date.now()) {
      const wasMeant = row.expiresAt > row.createdAt;
      if (wasMeant) log.warn({ mailId }, 'mail dropped: nobody took it in time');
    } else if (!(await deliver(row, job))) {
      return;
    }
    await collection.deleteOne({ _id: mailId });
  }

  /** Whether there is nothing left to do for the mail. */
  async function deliver(row: MailRow, { isLast }: Job): Promise<boolean> {
    const { _id: mailId, to, createdAt } = row;
    try {
      await mailer.send({ id: mailId, to, createdAt, ...renderMail(row, publicUrl) });
      log.info({ mailId, template: row.template }, 'mail sent');
      return true;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.code === 'BAD_INPUT') {
        log.warn({ mailId, cause: error.message }, 'mail dropped: it is refused');
        return true;
      }
      // The queue would hold the job where it is, and others behind it that could be sent.
      if (!isLast) throw error;
      await rest(row, error);
      return false;
    }
  }

  async function rest(row: MailRow, { message }: Failure): Promise<void> {
    const dueAt = new Date(Date.now() + restOf(row));
    await collection.updateOne({ _id: row._id }, { $set: { dueAt } });
    log.warn({ mailId: row._id, dueAt, cause: message }, 'mail rests');
  }

  return { handle };
}
