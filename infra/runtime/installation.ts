import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.object({
  /** Comma separated for a cluster. */
  natsUrl: z.string(),
  mongodbUrl: z.string(),
  /** Of the gateway. */
  url: z.string(),
});

/** Where the parts of an installation are that runs over a data folder. */
export type InstallationAddresses = z.infer<typeof schema>;

const fileOf = (dataDir: string): string => join(dataDir, 'installation.json');

/** Leaves word for commands at a terminal; addresses may hold passwords. */
export async function writeInstallation(dataDir: string, addresses: InstallationAddresses) {
  const file = fileOf(dataDir);
  await writeFile(`${file}.part`, `${JSON.stringify(addresses, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.part`, file);
}

export const forgetInstallation = (dataDir: string): Promise<void> =>
  rm(fileOf(dataDir), { force: true });

/** Undefined while nothing runs over the data folder. */
export async function readInstallation(
  dataDir: string,
): Promise<InstallationAddresses | undefined> {
  const text = await readIfThere(fileOf(dataDir));
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}

/** The secret that was made for a data folder; undefined when it has none. */
export const readIdentitySecret = (dataDir: string): Promise<string | undefined> =>
  readIfThere(identitySecretFileOf(dataDir));

export const identitySecretFileOf = (dataDir: string): string => join(dataDir, 'identity.secret');

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
