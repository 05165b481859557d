import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type ReadMail, readMail } from './mail.ts';

/** Names of mail files rise with the time of the mail. */
async function listFiles(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch(() => []);
  return names.filter((name) => name.endsWith('.eml')).sort();
}

/** The mails to an address that an installation without a mail server wrote, oldest first. */
export async function readOutbox(dataDir: string, address: string): Promise<ReadMail[]> {
  const dir = join(dataDir, 'outbox');
  const files = await listFiles(dir);
  const mails = await Promise.all(
    files.map(async (name) => readMail(await readFile(join(dir, name)))),
  );
  return mails.filter(({ to }) => to.includes(address.toLowerCase()));
}

/**
 * The newest mail to an address, as soon as there are so many; `count` tells a new one from those
 * that the test had before.
 */
export async function newestMail(dataDir: string, address: string, count = 1): Promise<ReadMail> {
  let mails: ReadMail[] = [];
  await expect
    .poll(
      async () => {
        mails = await readOutbox(dataDir, address);
        return mails.length;
      },
      { timeout: 20_000, interval: 50 },
    )
    .toBeGreaterThanOrEqual(count);
  const newest = mails.at(-1);
  if (!newest) throw new Error(`no mail to ${address}`);
  return newest;
}
