import {
  address,
  integer,
  list,
  oneOf,
  optionalInteger,
  optionalText,
  secret,
  text,
} from './config.ts';
import { logLevels } from './log.ts';

/**
 * The variables that more than one process reads, each defined once. A process's `config.ts` takes
 * those that it needs, and adds its own.
 */
export const variables = {
  logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
  host: text('HOST', '127.0.0.1'),
  port: integer('PORT', 4000, { max: 65_535 }),
  publicUrl: address('PUBLIC_URL', ['http', 'https']),
  dataDir: text('DATA_DIR', '.data'),
  natsUrls: list('NATS_URL', 'nats://127.0.0.1:4222'),
  mongodbUrl: address('MONGODB_URL', ['mongodb', 'mongodb+srv'], 'mongodb://127.0.0.1:27017'),
  identitySecret: secret('IDENTITY_SECRET'),
  rateLimitLogin: optionalInteger('RATE_LIMIT_LOGIN', { max: 512 }),
  webAppLogin: oneOf('WEBAPP_LOGIN', ['on', 'off'], 'on'),
  /** Whether only accounts have sessions, each its own. */
  chatdevAuth: oneOf('CHATDEV_AUTH', ['on', 'off'], 'off'),
  smtpUrl: address('SMTP_URL', ['smtp', 'smtps']),
  /** Unset, what files may technically have. */
  uploadBytesMax: integer('MAX_UPLOAD_BYTES', 107_374_182_400, { min: 1 }),
  modelBaseUrl: address('MODEL_BASE_URL', ['http', 'https']),
  modelApiKey: optionalText('MODEL_API_KEY'),
  modelName: optionalText('MODEL_NAME'),
  modelLocalDelayMs: integer('MODEL_LOCAL_DELAY_MS', 0, { max: 10_000 }),
};

/** What a process that keeps documents needs before anything else. */
export const serviceVariables = {
  logLevel: variables.logLevel,
  natsUrls: variables.natsUrls,
  mongodbUrl: variables.mongodbUrl,
  identitySecret: variables.identitySecret,
};

const mebibytes = (name: string, standard: number) =>
  integer(name, standard, { min: 1, max: 102_400 });

/** How large files of each category may be that come through an app, in MiB. */
export const uploadVariables = {
  fileMebibytesMax: mebibytes('UPLOAD_FILE_SIZE_LIMIT', 15),
  imageMebibytesMax: mebibytes('UPLOAD_IMAGE_FILE_SIZE_LIMIT', 10),
  audioMebibytesMax: mebibytes('UPLOAD_AUDIO_FILE_SIZE_LIMIT', 50),
  videoMebibytesMax: mebibytes('UPLOAD_VIDEO_FILE_SIZE_LIMIT', 100),
};

export type UploadLimits = Readonly<Record<keyof typeof uploadVariables, number>>;

/** The limit of the category that may have the largest files. */
export const fileBytesMaxOf = (limits: UploadLimits): number =>
  1_048_576 *
  Math.max(
    limits.fileMebibytesMax,
    limits.imageMebibytesMax,
    limits.audioMebibytesMax,
    limits.videoMebibytesMax,
  );

/** What `createModels` needs. */
export const modelVariables = {
  modelBaseUrl: variables.modelBaseUrl,
  modelApiKey: variables.modelApiKey,
  modelName: variables.modelName,
  modelLocalDelayMs: variables.modelLocalDelayMs,
};

/** What the product's absolute URLs begin with; without a slash at its end. */
export function publicUrlOf(given: { host: string; port: number; publicUrl?: string | undefined }) {
  const { host, port, publicUrl = `http://${host}:${port}` } = given;
  return publicUrl.replace(/\/+$/, '');
}
