import { chineseMails } from './chinese-mails.ts';
import { englishMails } from './english-mails.ts';
import type { Language } from './generated/schema.ts';
import { layOut, type MailContent, type MailText } from './mail-layout.ts';
import type { Mail, MailTemplate, MailValues } from './mails.ts';

export interface MailPlace {
  /** Where what the mail brings is of use: the installation's public address. */
  publicUrl: string;
  /** How long it is, in words. */
  until: string;
}

/** The words of all mails in one language. */
export type MailWording = {
  readonly [Template in MailTemplate]: (
    values: MailValues[Template],
    place: MailPlace,
  ) => MailContent;
};

const wordings: Readonly<Record<Language, { tag: string; wording: MailWording }>> = {
  EN_US: { tag: 'en-US', wording: englishMails },
  ZH_HANS: { tag: 'zh-Hans', wording: chineseMails },
};

/** A moment as people of any country read it, to the minute. */
const toWords = (time: Date): string => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export type MailMatter<Template extends MailTemplate> = Pick<
  Mail<Template>,
  'template' | 'language' | 'values' | 'expiresAt'
>;

/** What a mail says, in its language, as plain text and as HTML. */
export function renderMail<Template extends MailTemplate>(
  { template, language, values, expiresAt }: MailMatter<Template>,
  publicUrl: string,
): MailText & { languageTag: string } {
  const { tag, wording } = wordings[language];
  const content = wording[template](values, { publicUrl, until: toWords(expiresAt) });
  return { ...layOut(content, tag), languageTag: tag };
}
