import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkSize } from '@tributary/gateway/federation/limits';
import { facadeDocuments } from '@tributary/gateway/rest/facade';
import { trySchemas } from '@tributary/gateway/supergraphs';
import { expect, test } from 'vitest';

const names = ['auth', 'chat', 'files', 'workflow'];
const folder = join(import.meta.dirname, '../../../schema');

test('the schemas of the services answer everything that the REST APIs ask', async () => {
  const schemas = await Promise.all(
    names.map(async (name) => {
      const sdl = await readFile(join(folder, `${name}.graphql`), 'utf8');
      return [name, { name, url: `nats:graphql.${name}`, sdl }] as const;
    }),
  );

  const trial = trySchemas(new Map(schemas), facadeDocuments);

  expect('errors' in trial ? trial.errors : []).toEqual([]);
  expect(facadeDocuments.length).toBeGreaterThan(0);
});

test('none of it is larger than what the graph takes', () => {
  expect(facadeDocuments.map(checkSize).filter(Boolean)).toEqual([]);
});
