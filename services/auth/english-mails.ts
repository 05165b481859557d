import type { MailWording } from './mail-templates.ts';
import { quoteName } from './quoted-name.ts';

const ignored = 'If it was not you, ignore this mail: nothing happens.';
const kept = 'Give the code to nobody.';

export const englishMails: MailWording = {
  'login-code': ({ code }, { publicUrl, until }) => ({
    subject: 'Your code for signing in',
    opening: [
      `Somebody signs in at ${publicUrl} with your address. If it is you, enter this code:`,
    ],
    secret: code,
    closing: [`It is good until ${until}. ${kept}`, ignored],
  }),
  'reset-code': ({ code }, { publicUrl, until }) => ({
    subject: 'Your code for a new password',
    opening: [
      `Somebody asked for a new password of your account at ${publicUrl}. If it was you, enter this code:`,
    ],
    secret: code,
    closing: [`It is good until ${until}. ${kept}`, `${ignored} Your password stays as it is.`],
  }),
  'email-change-code': ({ code }, { publicUrl, until }) => ({
    subject: 'Your code to confirm this address',
    opening: [
      `Somebody wants this to be the address of their account at ${publicUrl}. If it is you, enter this code:`,
    ],
    secret: code,
    closing: [`It is good until ${until}. ${kept}`, ignored],
  }),
  'email-changed': ({ email }, { publicUrl }) => ({
    subject: 'The address of your account has changed',
    opening: [`The address of your account at ${publicUrl} is now ${email}.`],
    closing: [
      'If it was not you who changed it, tell an administrator of your organization at once.',
    ],
  }),
  invitation: ({ organization, inviter, token }, { publicUrl, until }) => ({
    subject: `Invitation to ${quoteName(organization)}`,
    opening: [
      `${quoteName(inviter)} invites you to the organization ${quoteName(organization)} at ${publicUrl}. To accept, enter this token there:`,
    ],
    secret: token,
    closing: [
      `It is good until ${until}, once and for you alone: give it to nobody.`,
      'If you do not know who invites you, ignore this mail: nothing happens.',
    ],
  }),
};
