import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { identitySecretFileOf } from '@tributary/runtime/installation';

/** The secret that all processes share; made once for a data folder, readable by its owner alone. */
export async function keepIdentitySecret(dataDir: string): Promise<string> {
  const file = identitySecretFileOf(dataDir);
  const part = `${file}.${process.pid}`;
  await writeFile(part, randomBytes(48).toString('base64url'), { mode: 0o600 });
  try {
    // A link appears with its whole content, and never in the place of another.
    await link(part, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(part);
  }
  return readFile(file, 'utf8');
}
