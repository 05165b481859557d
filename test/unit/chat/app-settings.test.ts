import { mergeConfig, toParameters } from '@tributary/chat/app-config';
import { readFiles } from '@tributary/chat/file-rules';
import { readInputs } from '@tributary/chat/input-form';
import { newId } from '@tributary/runtime/ids';
import { expect, test } from 'vitest';

const refusal = { code: 'BAD_INPUT', reason: 'invalid_param' };
const thrown = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

test('settings merge, and null takes one back', () => {
  const stored = mergeConfig({}, { prompt: 'Hi', text_to_speech: { enabled: true, voice: 'a' } });

  const merged = mergeConfig(stored, { prompt: null, text_to_speech: { voice: 'b' } });

  expect(merged).toEqual({ text_to_speech: { enabled: true, voice: 'b' } });
});

test.each([
  ['unknown', { colour: 1 }],
  ['of the wrong type', { opening_statement: 3 }],
  ['no form item', { user_input_form: [{ paragraph: {} }] }],
  ['no object', []],
])('a setting that is %s is refused', (_, config) => {
  expect(thrown(() => mergeConfig({}, config))).toMatchObject(refusal);
});

test('the shown parameters are accepted back as settings', () => {
  const parameters = toParameters({});

  expect(toParameters(mergeConfig({}, parameters))).toEqual(parameters);
});

test('an app that says something about files takes only what it names', () => {
  const { file_upload } = toParameters({ file_upload: { image: { enabled: true } } });

  expect([file_upload.enabled, file_upload.image.enabled]).toEqual([false, true]);
});

const form = [
  { 'text-input': { variable: 'name', required: true, max_length: 5 } },
  { select: { variable: 'size', options: ['s', 'm'], default: 's' } },
  { number: { variable: 'age' } },
  { checkbox: { variable: 'agreed' } },
];

test('inputs are converted by the form and unknown ones dropped', () => {
  const inputs = readInputs(form, { name: 'Ada\0', age: '36', agreed: 'on', extra: 1 });

  expect(inputs).toEqual({ name: 'Ada', size: 's', age: 36, agreed: true });
});

test.each([
  [{}, 'name is required in inputs'],
  [{ name: 'Adelaide' }, 'name in inputs exceeds 5 characters'],
  [{ name: 3 }, 'name in inputs is not a text'],
  [{ name: 'Ada', size: 'l' }, 'size in inputs is none of its options'],
  [{ name: 'Ada', age: 'old' }, 'age in inputs is not a number'],
  [{ name: 'Ada', agreed: 'perhaps' }, 'agreed in inputs is not a boolean'],
])('inputs %j are refused', (inputs, message) => {
  expect(thrown(() => readInputs(form, inputs))).toMatchObject({ ...refusal, message });
});

const none = { fileIds: [], fileKinds: [], files: [] };
const url = 'https://example.com/a.png';
const remote = { type: 'image', transferMethod: 'remote_url', url };

test('files become references and entries that name nothing are dropped', () => {
  const fileId = newId();
  const files = [
    remote,
    { type: 'document', transferMethod: 'local_file', url: '', fileId },
    { type: 'image', transferMethod: 'remote_url', url: '' },
    { type: 'image', transferMethod: '' },
  ];

  const references = readFiles({}, { ...none, fileIds: ['x'], fileKinds: ['CUSTOM'], files });

  expect(references).toEqual([
    { fileId: 'x' },
    { url, kind: 'IMAGE' },
    { fileId, kind: 'DOCUMENT' },
  ]);
});

test.each([
  ['a malformed id', {}, [{ type: 'image', transferMethod: 'local_file', fileId: 'x' }]],
  ['an unknown type', {}, [{ ...remote, type: 'ship' }]],
  ['a type that the app does not take', {}, [{ ...remote, type: 'custom' }]],
  [
    'a method that the app does not take',
    { image: { enabled: true, transfer_methods: ['local_file' as const] } },
    [remote],
  ],
  ['too many', { enabled: true, number_limits: 1 }, [remote, remote]],
])('files with %s are refused', (_, file_upload, files) => {
  const config = Object.keys(file_upload).length > 0 ? { file_upload } : {};

  expect(thrown(() => readFiles(config, { ...none, files }))).toMatchObject(refusal);
});

test('an app without files ignores them', () => {
  expect(readFiles({ file_upload: { enabled: false } }, { ...none, files: [remote] })).toEqual([]);
});
