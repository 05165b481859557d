import { newId } from '@tributary/runtime/ids';
import type { OutboxEntry } from '@tributary/runtime/outbox';
import type { ClientSession } from '@tributary/runtime/store';
import type { Model } from 'mongoose';
import { type Changes, mailed } from './changes.ts';
import type { Language } from './generated/schema.ts';

/** The mails that are sent, and what each says. */
export interface MailValues {
  'login-code': { code: string };
  'reset-code': { code: string };
  'email-change-code': { code: string };
  /** To the old address, when another one has taken its place. */
  'email-changed': { email: string };
  invitation: { organization: string; inviter: string; token: string };
}

export type MailTemplate = keyof MailValues;

export interface Mail<Template extends MailTemplate = MailTemplate> {
  to: string;
  template: Template;
  language: Language;
  values: MailValues[Template];
  /**
   * Not worth sending later: the end of what it brings, which it names. A time that has passed makes
   * a mail that is never sent, and takes as long as any other.
   */
  expiresAt: Date;
}

/** A mail until it is sent. It holds secrets, which nothing but this row and the mail may. */
export interface MailRow extends Mail {
  _id: string;
  createdAt: Date;
  /** Queued once more at this time, unless it is sent by then. */
  dueAt: Date;
  outbox: OutboxEntry[];
}

export interface Mails {
  /** Resolves once the mail is stored: it goes out however long the mail server is away. */
  send<Template extends MailTemplate>(mail: Mail<Template>): Promise<void>;
  /** The same as part of a transaction, whose end `post` has to follow. */
  store<Template extends MailTemplate>(
    mail: Mail<Template>,
    session: ClientSession | null,
  ): Promise<string>;
  /** Sends it soon. One that is never posted goes out a little later. */
  post(id: string): void;
}

export interface MailsOptions {
  collection: Model<MailRow>;
  changes: Pick<Changes, 'relay'>;
}

/** A job that has done nothing for so long is lost. */
export const queuedMsMax = 600_000;

/** The mails to people, each stored together with the job of sending it. */
export function createMails({ collection, changes }: MailsOptions): Mails {
  async function store(
    { to, template, language, values, expiresAt }: Mail,
    session: ClientSession | null,
  ): Promise<string> {
    const _id = newId();
    const createdAt = new Date();
    const dueAt = new Date(createdAt.getTime() + queuedMsMax);
    const outbox = [mailed(_id)];
    const mail = { _id, to, template, language, values, expiresAt, createdAt, dueAt, outbox };
    await collection.create([mail], { session });
    return _id;
  }

  /** Nobody waits for NATS: how long an answer takes must not tell whether a mail was sent. */
  const post = (id: string): void => void changes.relay('mails', id);

  return { store, post, send: async (mail) => post(await store(mail, null)) };
}
