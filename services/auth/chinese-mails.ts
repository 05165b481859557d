import type { MailWording } from './mail-templates.ts';
import { quoteName } from './quoted-name.ts';

const ignored = '如果不是您本人操作，请忽略此邮件，不会有任何影响。';
const kept = '请勿将验证码告诉任何人。';

export const chineseMails: MailWording = {
  'login-code': ({ code }, { publicUrl, until }) => ({
    subject: '您的登录验证码',
    opening: [`有人正在使用您的邮箱登录 ${publicUrl} 。如果是您本人，请输入以下验证码：`],
    secret: code,
    closing: [`验证码在 ${until} 之前有效。${kept}`, ignored],
  }),
  'reset-code': ({ code }, { publicUrl, until }) => ({
    subject: '您的密码重置验证码',
    opening: [`有人请求重置您在 ${publicUrl} 的账户密码。如果是您本人，请输入以下验证码：`],
    secret: code,
    closing: [`验证码在 ${until} 之前有效。${kept}`, `${ignored}您的密码不会改变。`],
  }),
  'email-change-code': ({ code }, { publicUrl, until }) => ({
    subject: '您的邮箱确认验证码',
    opening: [`有人希望将此邮箱设为其在 ${publicUrl} 的账户邮箱。如果是您本人，请输入以下验证码：`],
    secret: code,
    closing: [`验证码在 ${until} 之前有效。${kept}`, ignored],
  }),
  'email-changed': ({ email }, { publicUrl }) => ({
    subject: '您的账户邮箱已更改',
    opening: [`您在 ${publicUrl} 的账户邮箱现已更改为 ${email} 。`],
    closing: ['如果不是您本人更改，请立即联系您所在组织的管理员。'],
  }),
  invitation: ({ organization, inviter, token }, { publicUrl, until }) => ({
    subject: `邀请您加入${quoteName(organization)}`,
    opening: [
      `${quoteName(inviter)}邀请您加入 ${publicUrl} 的组织${quoteName(organization)}。如需接受，请在该处输入以下令牌：`,
    ],
    secret: token,
    closing: [
      `令牌在 ${until} 之前有效，仅供您本人使用一次，请勿告诉任何人。`,
      '如果您不认识邀请人，请忽略此邮件，不会有任何影响。',
    ],
  }),
};
