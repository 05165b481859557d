/** What a mail says, before it has a form. */
export interface MailContent {
  subject: string;
  opening: readonly string[];
  /** What is to be copied, on a line of its own. */
  secret?: string;
  closing: readonly string[];
}

export interface MailText {
  subject: string;
  text: string;
  html: string;
}

const breaks = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** Neither a subject nor a paragraph has another line, whatever the values in it are. */
const toLine = (text: string): string => text.replace(breaks, ' ').trim();

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

const bodyStyle = 'margin:0;padding:24px;font:16px/1.5 sans-serif;color:#1f2328;background:#ffffff';
const secretStyle =
  'padding:12px 16px;font:bold 20px/1.5 monospace;background:#f2f4f6;word-break:break-all';

const paragraph = (line: string, style = 'margin:0 0 16px'): string =>
  `<p style="${style}">${escapeHtml(line)}</p>`;

/** Both forms of a mail; everything in it is escaped here and nowhere else. */
export function layOut(content: MailContent, language: string): MailText {
  const subject = toLine(content.subject);
  const opening = content.opening.map(toLine);
  const closing = content.closing.map(toLine);
  const secret = content.secret === undefined ? [] : [toLine(content.secret)];
  const html = [
    '<!doctype html>',
    `<html lang="${escapeHtml(language)}">`,
    `<head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>`,
    `<body style="${bodyStyle}">`,
    ...opening.map((line) => paragraph(line)),
    ...secret.map((line) => paragraph(line, `margin:0 0 16px;${secretStyle}`)),
    ...closing.map((line) => paragraph(line)),
    '</body>',
    '</html>',
  ];
  return {
    subject,
    text: `${[...opening, ...secret, ...closing].join('\n\n')}\n`,
    html: `${html.join('\n')}\n`,
  };
}
