import { type ParsedMail, simpleParser } from 'mailparser';

/** A mail as its reader sees it. */
export interface ReadMail {
  readonly from: string;
  /** All whom its head names as recipients. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly parsed: ParsedMail;
  /** The 6 digits that stand alone on a line; empty when there are none. */
  readonly code: string;
  /** The token that stands alone on a line, such as that of an invitation; empty without one. */
  readonly token: string;
}

const addressesOf = (mail: ParsedMail): string[] =>
  [mail.to, mail.cc, mail.bcc]
    .flatMap((header) => header ?? [])
    .flatMap(({ value }) => value.map(({ address = '' }) => address));

const lineIn = (text: string, pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';

export async function readMail(source: Buffer | string): Promise<ReadMail> {
  const parsed = await simpleParser(source);
  const text = parsed.text ?? '';
  return {
    parsed,
    text,
    from: parsed.from?.text ?? '',
    to: addressesOf(parsed),
    subject: parsed.subject ?? '',
    html: parsed.html || '',
    messageId: parsed.messageId ?? '',
    code: lineIn(text, /^(\d{6})$/m),
    token: lineIn(text, /^([\w.~-]{16,})$/m),
  };
}
