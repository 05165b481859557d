import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const linesMax = 300;
const functionLinesMax = 70;

/** Which workspaces a file may import, by the folder that it is in; itself always. */
const allowed: readonly [folder: string, workspaces: readonly string[]][] = [
  ['infra/runtime/', []],
  ['infra/mongo/', []],
  ['infra/dev/', ['runtime']],
  ['infra/admin/', ['runtime']],
  ['gateway/federation/', ['runtime']],
  ['gateway/', ['runtime']],
  ['services/', ['runtime']],
  ['schema/', ['gateway']],
];

/** Folders of one workspace that must not know each other: [from, to]. */
const forbidden: readonly [from: string, to: string][] = [
  ['gateway/federation/', 'gateway/graphql/'],
  ['gateway/federation/', 'gateway/rest/'],
  ['gateway/federation/', 'gateway/identity/'],
  ['gateway/federation/', 'gateway/subgraphs/'],
  ['gateway/rest/', 'gateway/graphql/'],
  ['gateway/graphql/', 'gateway/rest/'],
];

/** Names of files that gather things by kind instead of by what they are. */
const kinds = new Set(['utils', 'helpers', 'types', 'constants', 'common', 'misc', 'index']);

const banned: readonly [what: RegExp, why: string][] = [
  [/\bNODE_ENV\b/, 'NODE_ENV decides nothing here'],
  [/\b(?:TODO|FIXME|XXX|HACK)\b/, 'unfinished work belongs to the tracker'],
  [/not implemented/i, 'a route that exists works'],
  [/@ts-(?:ignore|nocheck|expect-error)/, 'the types are right or the code is wrong'],
  [/\bbiome-ignore-all\b/, 'one line at most is excused'],
  [/\b(?:describe|test|it)\.(?:only|skip|todo)\b/, 'every test runs'],
];

interface Source {
  file: string;
  text: string;
}

async function readSources(): Promise<Source[]> {
  const { stdout } = await promisify(execFile)(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'],
    { cwd: root },
  );
  const files = stdout.split('\n').filter((file) => file && !file.includes('/generated/'));
  const read = async (file: string) => ({ file, text: await readFile(join(root, file), 'utf8') });
  const sources = await Promise.allSettled(files.map(read));
  // A file that was just removed is still listed.
  return sources.flatMap((source) => (source.status === 'fulfilled' ? [source.value] : []));
}

const sources = await readSources();
const product = sources.filter(({ file }) => !file.startsWith('test/'));

const importsOf = ({ text }: Source): string[] =>
  [...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom '([^']+)'|\bimport\('([^']+)'\)/gm)].map(
    ([, from, dynamic]) => from ?? dynamic ?? '',
  );

const workspaceOf = (file: string) => {
  const [top, second] = file.split('/');
  return top === 'services' || top === 'infra' ? second : top;
};

test('imports point down only', () => {
  const wrong = product.flatMap((source) => {
    const own = workspaceOf(source.file);
    const rule = allowed.find(([folder]) => source.file.startsWith(folder));
    const targets = importsOf(source).flatMap(
      (name) => /^@tributary\/([^/]+)/.exec(name)?.[1] ?? [],
    );
    return targets
      .filter((target) => target !== own && !rule?.[1].includes(target))
      .map((target) => `${source.file} imports ${target}`);
  });

  expect(wrong).toEqual([]);
});

test('no file reaches into another workspace by path, or into a folder it must not know', () => {
  const wrong = product.flatMap((source) =>
    importsOf(source)
      .filter((name) => name.startsWith('.'))
      .map((name) => join(source.file, '..', name))
      .filter(
        (target) =>
          workspaceOf(target) !== workspaceOf(source.file) ||
          forbidden.some(([from, to]) => source.file.startsWith(from) && target.startsWith(to)),
      )
      .map((target) => `${source.file} imports ${target}`),
  );

  expect(wrong).toEqual([]);
});

test('only main files read the process', () => {
  const readers = product
    .filter(({ file }) => basename(file) !== 'main.ts')
    .filter(({ text }) => /\bprocess\.(?:env|argv|stdin)\b/.test(text))
    .map(({ file }) => file);

  expect(readers).toEqual(['infra/dev/nats-server.ts', 'schema/generate.ts']);
});

test('every workspace lists just the packages that it imports', async () => {
  const folders = [...new Set(product.map(({ file }) => folderOf(file)))].filter(
    (folder) => folder !== '',
  );
  for (const folder of folders) {
    const own = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
    const used = product
      .filter(({ file }) => folderOf(file) === folder)
      .flatMap(importsOf)
      .filter((name) => !/^(?:\.|node:|@tributary\/)/.test(name))
      .map(packageOf)
      .filter((name) => name !== own.name);
    const listed = Object.keys(own.dependencies ?? {}).filter((name) => !isLoadedByName(name));
    expect([...new Set(used)].sort(), folder).toEqual(listed.sort());
  }
});

const folderOf = (file: string) =>
  /^(?:services\/[^/]+|infra\/[^/]+|gateway)(?=\/)/.exec(file)?.[0] ?? '';

const packageOf = (name: string) => name.split('/', name.startsWith('@') ? 2 : 1).join('/');

/** Not imported, but read for the browser. */
const isLoadedByName = (name: string) => ['graphiql', 'react', 'react-dom'].includes(name);

test('files and functions stay short', () => {
  const long = sources
    .filter(({ text }) => text.split('\n').length > linesMax + 1)
    .map(({ file, text }) => `${file}: ${text.split('\n').length - 1} lines`);

  expect(long).toEqual([]);
  expect(product.flatMap(longFunctions)).toEqual([]);
});

/** The formatter closes a function at the indentation where it began. */
function longFunctions({ file, text }: Source): string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, start) => {
    const head = /^( *)(?:export )?(?:async )?(?:function\*? \w+|(?:static |async )*#?\w+\()/.exec(
      line,
    );
    if (!head || !line.endsWith('{')) return [];
    const end = lines.findIndex((inner, at) => at > start && inner.startsWith(`${head[1]}}`));
    const factory = lines
      .slice(start, end)
      .filter((inner) => /^ {2,4}(?:async )?function/.test(inner));
    const length = end - start + 1;
    // A factory holds its functions, which count on their own.
    return length > functionLinesMax && factory.length === 0
      ? [`${file}:${start + 1}: ${length} lines`]
      : [];
  });
}

test('files are named by their noun', () => {
  const wrong = sources
    .map(({ file }) => file)
    .filter((file) => {
      const name = basename(file).replace(/(?:\.test|\.config)?\.ts$/, '');
      return kinds.has(name) || !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name);
    });

  expect(wrong).toEqual([]);
});

test('no banned word is left', () => {
  const found = sources
    .filter(({ file }) => file !== 'test/tidy.test.ts')
    .flatMap(({ file, text }) =>
      banned.filter(([what]) => what.test(text)).map(([, why]) => `${file}: ${why}`),
    );

  expect(found).toEqual([]);
});
