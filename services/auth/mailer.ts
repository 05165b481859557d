import { Failure } from '@tributary/runtime/failure';
import { createTransport, type NodemailerError, type SendMailOptions } from 'nodemailer';
import { isEmail } from './email-address.ts';
import { createMailFolder } from './mail-folder.ts';
import type { MailText } from './mail-layout.ts';
import type { Mailbox } from './mailbox.ts';

export interface OutgoingMail extends MailText {
  id: string;
  to: string;
  languageTag: string;
  createdAt: Date;
}

/** Hands mails over to whoever delivers them. */
export interface Mailer extends AsyncDisposable {
  /**
   * Resolves when somebody else is answerable for the mail. Fails with UNAVAILABLE when it may be
   * tried again, though it may have been sent all the same, and with BAD_INPUT when it is refused
   * for good.
   */
  send(mail: OutgoingMail): Promise<void>;
}

export interface MailerOptions {
  from: Mailbox;
  /** Mails become files of the folder without a server. */
  smtpUrl?: string | undefined;
  folder: string;
}

const timeouts = {
  dnsTimeout: 10_000,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 30_000,
};
/** A server that keeps talking is cut off too. */
const sendMsMax = 60_000;

/** What is written comes from this program alone: nothing of a mail names a file or an address to load. */
const closed = { disableFileAccess: true, disableUrlAccess: true } as const;

/**
 * The message. Its recipient is an object, which is never parsed, and everything in it depends on
 * the mail alone: one that is sent twice is the same twice.
 */
function toMessage(mail: OutgoingMail, from: Mailbox): SendMailOptions {
  const { id, to, subject, text, html, createdAt, languageTag } = mail;
  return {
    from,
    to: { name: '', address: to },
    ...{ subject, text, html },
    date: createdAt,
    messageId: `<${id}@${from.address.split('@').at(-1)}>`,
    baseBoundary: id,
    headers: {
      'Content-Language': languageTag,
      // Nobody is to be told that somebody is on holiday.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
    xMailer: false,
  };
}

/** The recipient or the text is not wanted; a sender or a password that is not is for us to mend. */
const isRefusal = ({ permanent, responseCode, code, command }: NodemailerError): boolean =>
  responseCode === undefined
    ? code === 'EENVELOPE'
    : permanent === true && (command === 'RCPT TO' || command === 'DATA');

/** Node's own codes for a wrong use of its functions begin otherwise. */
const isForeseen = (error: unknown): error is NodemailerError =>
  error instanceof Error && 'code' in error && !String(error.code).startsWith('ERR_');

/** Without the server's words, which repeat the address. */
function toFailure(error: NodemailerError): Failure {
  const { code, originalCode, responseCode, command } = error;
  const known = [command, code, originalCode, responseCode].filter((one) => one !== undefined);
  if (isRefusal(error)) return new Failure('BAD_INPUT', `mail is refused: ${known.join(' ')}`);
  return new Failure('UNAVAILABLE', `mail server does not take the mail: ${known.join(' ')}`);
}

/** Opens connections as mails come: neither a process nor its mails need the server to be there. */
export function createMailer({ from, smtpUrl, folder }: MailerOptions): Mailer {
  const deliver = smtpUrl === undefined ? createFileDelivery(folder) : createSmtpDelivery(smtpUrl);
  return {
    async send(mail) {
      if (!isEmail(mail.to)) throw new Failure('BAD_INPUT', 'mail is refused: no address');
      await deliver.send(mail.id, toMessage(mail, from));
    },
    [Symbol.asyncDispose]: async () => deliver.close(),
  };
}

interface Delivery {
  send(id: string, message: SendMailOptions): Promise<void>;
  close(): void;
}

function createSmtpDelivery(url: string): Delivery {
  const transport = createTransport({ pool: true, url, ...timeouts, ...closed });
  // What fails a mail is told to who sends it; a connection that ends has nobody to tell.
  transport.on('error', () => {});
  return {
    async send(_id, message) {
      try {
        await transport.sendMail({ ...message, signal: AbortSignal.timeout(sendMsMax) });
      } catch (error) {
        throw isForeseen(error) ? toFailure(error) : error;
      }
    },
    close: () => transport.close({ force: true }),
  };
}

function createFileDelivery(path: string): Delivery {
  const transport = createTransport({
    ...{ streamTransport: true, newline: 'windows', ...closed },
  });
  const folder = createMailFolder(path);
  return {
    async send(id, message) {
      const { message: content } = await transport.sendMail(message);
      await folder.write(id, content);
    },
    close: () => transport.close(),
  };
}
