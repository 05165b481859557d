import { isIPv4, isIPv6 } from 'node:net';
import parseAddresses from 'nodemailer/lib/addressparser';
import { isEmail } from './email-address.ts';

/** An address with the name of who reads or writes there. */
export interface Mailbox {
  name: string;
  address: string;
}

const control = /\p{Cc}/u;

/** `Name <name@example.com>` or the address alone; undefined for anything else, such as two. */
export function readMailbox(text: string): Mailbox | undefined {
  if (control.test(text)) return undefined;
  const [mailbox, ...others] = parseAddresses(text);
  if (!mailbox?.address || others.length > 0 || !isEmail(mailbox.address)) return undefined;
  return { name: mailbox.name, address: mailbox.address };
}

/** RFC 5321 has an IP address in brackets where a domain is expected. */
function domainOf(host: string): string {
  const bare = host.replace(/^\[|\]$/g, '');
  if (isIPv6(bare)) return `[IPv6:${bare}]`;
  return isIPv4(bare) ? `[${bare}]` : bare;
}

/** Who writes the mails of an installation that was not told. */
export const senderOf = (publicUrl: string): Mailbox => ({
  name: 'Tributary',
  address: `no-reply@${domainOf(new URL(publicUrl).hostname)}`,
});
