import { Failure } from '@tributary/runtime/failure';
import type { UploadLimits } from '@tributary/runtime/variables';
import { z } from 'zod';

const toggle = z.looseObject({ enabled: z.boolean() }).partial();
const methods = z.array(z.enum(['remote_url', 'local_file']));
const count = z.int().min(0).max(50);
const line = z.string().max(1_000);

export const fieldSchema = z
  .looseObject({
    variable: z.string().min(1).max(100),
    label: line.optional(),
    required: z.boolean().optional(),
    default: z.unknown().optional(),
    max_length: z.int().min(1).nullish(),
    options: z.array(line).max(1_000).optional(),
  })
  .readonly();

export const fieldKinds = [
  'text-input',
  'paragraph',
  'select',
  'number',
  'checkbox',
  'file',
  'file-list',
  'json_object',
] as const;

/** One field of an app's form: an object with the field's kind as its only key. */
const formItem = z
  .partialRecord(z.enum(fieldKinds), fieldSchema)
  .refine((item) => Object.keys(item).length === 1, 'a form item has one key');

const fileUpload = z
  .strictObject({
    enabled: z.boolean(),
    allowed_file_types: z.array(z.enum(['image', 'document', 'audio', 'video', 'custom'])),
    allowed_file_extensions: z.array(z.string().max(20)).max(200),
    allowed_file_upload_methods: methods,
    number_limits: count,
    image: z
      .strictObject({
        enabled: z.boolean(),
        number_limits: count,
        detail: z.enum(['low', 'high', 'auto']),
        transfer_methods: methods,
      })
      .partial(),
  })
  .partial();

/** What an account may set: the documented parameters, the prompt, the model and the site. */
export const appConfigSchema = z
  .strictObject({
    opening_statement: z.string().max(65_536),
    suggested_questions: z.array(line).max(100),
    suggested_questions_after_answer: toggle,
    speech_to_text: toggle,
    text_to_speech: toggle,
    retriever_resource: toggle,
    annotation_reply: toggle,
    more_like_this: toggle,
    user_input_form: z.array(formItem).max(100),
    sensitive_word_avoidance: toggle,
    file_upload: fileUpload,
    // Shown with the parameters, and therefore accepted back, but not an app's to decide.
    system_parameters: z.unknown(),
    prompt: z.string().max(262_144),
    model: z.looseObject({}),
    site: z.looseObject({}),
  })
  .partial();

export type AppConfig = z.infer<typeof appConfigSchema>;

const bothMethods = ['remote_url', 'local_file'] as const;

/** What an app without settings does: it takes files and has every other feature off. */
const standardParameters = {
  opening_statement: null as string | null,
  suggested_questions: [] as string[],
  suggested_questions_after_answer: { enabled: false },
  speech_to_text: { enabled: false },
  text_to_speech: { enabled: false, voice: '', language: '', autoPlay: 'disabled' },
  retriever_resource: { enabled: false },
  annotation_reply: { enabled: false },
  more_like_this: { enabled: false },
  user_input_form: [] as NonNullable<AppConfig['user_input_form']>,
  sensitive_word_avoidance: { enabled: false },
  file_upload: {
    image: { enabled: true, number_limits: 10, detail: 'high', transfer_methods: [...bothMethods] },
    enabled: true,
    allowed_file_types: ['image', 'document', 'audio', 'video'],
    allowed_file_extensions: [] as string[],
    allowed_file_upload_methods: [...bothMethods] as string[],
    number_limits: 10,
  },
};

export type Parameters = typeof standardParameters;

/** What the files service holds its uploads to: sizes in MiB, and a count. */
export const toSystemParameters = (limits: UploadLimits) => ({
  image_file_size_limit: limits.imageMebibytesMax,
  video_file_size_limit: limits.videoMebibytesMax,
  audio_file_size_limit: limits.audioMebibytesMax,
  file_size_limit: limits.fileMebibytesMax,
  workflow_file_upload_limit: 10,
});

/** An app that says anything about files has said all: what it does not switch on is off. */
const noFiles = {
  ...standardParameters.file_upload,
  enabled: false,
  image: { ...standardParameters.file_upload.image, enabled: false },
};

/** The documented parameters of an app: what it set over the standard ones. */
export function toParameters(config: AppConfig): Parameters {
  const { prompt: _, model: _model, site: _site, system_parameters: _limits, ...set } = config;
  const standard = set.file_upload
    ? { ...standardParameters, file_upload: noFiles }
    : standardParameters;
  return mergePatch(standard, set) as Parameters;
}

/** The stored settings with the given ones merged in (RFC 7386): `null` takes a setting back. */
export function mergeConfig(stored: AppConfig, given: unknown): AppConfig {
  if (!isRecord(given)) throw new Failure('BAD_INPUT', 'config is not an object', invalid);
  const result = appConfigSchema.safeParse(mergePatch(stored, given));
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new Failure('BAD_INPUT', `config: ${problems.slice(0, 10).join('; ')}`, invalid);
}

const invalid = { reason: 'invalid_param' };

function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) delete merged[key];
    else Object.defineProperty(merged, key, { ...shown, value: mergePatch(merged[key], value) });
  }
  return merged;
}

/** A key such as `__proto__` becomes a member like any other. */
const shown = { enumerable: true, configurable: true, writable: true };

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
