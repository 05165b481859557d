import { readConfig } from '@tributary/files/config';
import { readChanges } from '@tributary/files/sessions/artifact-changes';
import { toArtifactFilter } from '@tributary/files/sessions/artifact-filter';
import { folderOf } from '@tributary/files/sessions/workspace-paths';
import { expect, test } from 'vitest';

const read = (paths: readonly string[]) =>
  readChanges({
    ...{ sessionId: 's', nodeId: 'n', hook: 'h' },
    changes: paths.map((path) => ({ path })),
  });

test('changes are ordered by path, and what is no work of a run is left out', () => {
  const changes = read(['\u{1f600}', '\uff5e', 'b/a', 'attachments/x', '__pycache__', 'b']);

  expect(changes.map(({ path }) => path)).toEqual([
    ...['code_workspace/b', 'code_workspace/b/a'],
    ...['code_workspace/\uff5e', 'code_workspace/\u{1f600}'],
  ]);
});

test('a path or a staged file that is named twice, and too many changes, are refused', () => {
  const many = Array.from({ length: 501 }, (_, nr) => `f${nr}`);
  const changes = ['a', 'b'].map((path) => ({ path, stagedId: 'same' }));
  const input = { sessionId: 's', nodeId: 'n', hook: 'h', changes };

  expect(() => read(['a', 'a'])).toThrow('each path and each staged file may be named once');
  expect(() => readChanges(input)).toThrow('each path and each staged file may be named once');
  expect(() => read(many)).toThrow('at most 500 changes at once');
});

test('an event fits a filter when it fits all that is asked for', () => {
  const event = { name: 'a.tar.GZ', mimeType: 'Image/PNG', size: 10 };
  const filters = [
    ...[undefined, {}, { mimeTypes: ['', ' '], extensions: [] }, { mimeTypes: ['image/*'] }],
    ...[{ mimeTypes: ['text/', 'IMAGE/p'], extensions: ['.gz'], sizeMax: 10 }],
    ...[{ extensions: ['tar'] }, { sizeMax: 9 }, { mimeTypes: ['image/*'], extensions: ['png'] }],
  ];

  expect(filters.map((filter) => toArtifactFilter(filter)(event))).toEqual([
    ...[true, true, true, true, true],
    ...[false, false, false],
  ]);
});

test('the folder of a session does not repeat its prefix', () => {
  expect(['1', 'session_1'].map(folderOf)).toEqual(['session_1', 'session_1']);
});

test('the words for cleaning attachments are read in any case, and others refused', () => {
  const env = (word?: string) => ({
    IDENTITY_SECRET: 'x'.repeat(32),
    MAC_AUTO_CLEAN_ATTACHMENTS: word,
  });
  const words = ['1', 'True', 'YES', '0', 'false', 'No', '', undefined];

  expect(words.map((word) => readConfig(env(word)).isCleaningAttachments)).toEqual([
    ...[true, true, true, false, false, false, false, false],
  ]);
  expect(() => readConfig(env('maybe'))).toThrow(
    'MAC_AUTO_CLEAN_ATTACHMENTS must be one of 1, true, yes, 0, false, no',
  );
});
