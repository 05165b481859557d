import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { freePort } from '@tributary/dev/port';
import { SMTPServer, type SMTPServerError } from 'smtp-server';
import { type ReadMail, readMail } from './mail.ts';

/** A mail that a mail server took. */
export interface ArrivedMail extends ReadMail {
  /** From whom and to whom it was sent, whatever its head says. */
  readonly envelope: { from: string; to: readonly string[] };
}

/** At which step of a mail a server answers that it does not want it. */
export type RefusalStep = 'sender' | 'recipient' | 'content';

export interface Smtp extends AsyncDisposable {
  /** For SMTP_URL. */
  readonly url: string;
  /** Everything that arrived, in its order. */
  readonly mails: readonly ArrivedMail[];
  /** How often it was asked to take a mail. */
  readonly asked: number;
  /** The next mail to an address that no earlier call returned. */
  nextMail(to: string): Promise<ArrivedMail>;
  /** Answers with this code from now on, and as usual again without one. */
  refuse(code?: number, step?: RefusalStep): void;
  /** Takes mails, but says so only when the function that it returns is called. */
  hold(): () => void;
  stop(): Promise<void>;
  start(): Promise<void>;
}

const waitMsMax = 30_000;

/** A real mail server on a port of its own, which it keeps while it is stopped. */
export async function startSmtp(): Promise<Smtp> {
  const port = await freePort();
  const mails: ArrivedMail[] = [];
  const taken = new Set<ArrivedMail>();
  const arrivals = new EventTarget();
  let refusal: { code: number; step: RefusalStep } | undefined;
  let held: Promise<void> | undefined;
  let asked = 0;
  let server: SMTPServer | undefined;

  const refusalAt = (step: RefusalStep): SMTPServerError | null =>
    refusal?.step === step
      ? Object.assign(new Error('not wanted'), { responseCode: refusal.code })
      : null;

  const create = () =>
    new SMTPServer({
      ...{ authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], closeTimeout: 100 },
      onMailFrom(_address, _session, callback) {
        asked++;
        callback(refusalAt('sender'));
      },
      onRcptTo: (_address, _session, callback) => callback(refusalAt('recipient')),
      async onData(stream, { envelope }, callback) {
        const source = await buffer(stream);
        const refused = refusalAt('content');
        if (refused) return callback(refused);
        const from = envelope.mailFrom ? envelope.mailFrom.address : '';
        const to = envelope.rcptTo.map(({ address }) => address);
        mails.push(Object.assign(await readMail(source), { envelope: { from, to } }));
        arrivals.dispatchEvent(new Event('mail'));
        await held;
        callback(null);
      },
    });

  async function start(): Promise<void> {
    server = create();
    // A client that was killed resets its connection.
    server.on('error', () => {});
    await once(server.listen(port, '127.0.0.1'), 'listening');
  }

  async function stop(): Promise<void> {
    const stopped = server;
    server = undefined;
    if (stopped) await new Promise<void>((resolve) => stopped.close(resolve));
  }

  async function nextMail(to: string): Promise<ArrivedMail> {
    const signal = AbortSignal.timeout(waitMsMax);
    for (;;) {
      const mail = mails.find((one) => one.envelope.to.includes(to) && !taken.has(one));
      if (mail) {
        taken.add(mail);
        return mail;
      }
      await new Promise((resolve, reject) => {
        arrivals.addEventListener('mail', resolve, { once: true, signal });
        const fail = () => reject(new Error(`no mail to ${to} arrived`));
        signal.addEventListener('abort', fail, { once: true });
      });
    }
  }

  await start();
  return {
    ...{ url: `smtp://127.0.0.1:${port}`, mails, nextMail, stop, start },
    get asked() {
      return asked;
    },
    refuse: (code, step = 'recipient') => {
      refusal = code === undefined ? undefined : { code, step };
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return () => {
        held = undefined;
        resolve();
      };
    },
    [Symbol.asyncDispose]: stop,
  };
}
