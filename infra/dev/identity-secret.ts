import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The secret that all processes share; made once for a data folder, readable by its owner alone. */
export async function keepIdentitySecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'identity.secret');
  try {
    const made = randomBytes(48).toString('base64url');
    await writeFile(file, made, { mode: 0o600, flag: 'wx' });
    return made;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return readFile(file, 'utf8');
  }
}
