import { chmod, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Failure } from '@tributary/runtime/failure';
import { newId } from '@tributary/runtime/ids';

/** The newest so many stay. */
const filesMax = 1_000;

/** Mails as files, `<mail id>.eml`, which nobody but the owner of the installation reads. */
export function createMailFolder(path: string) {
  /** Resolves when the mail is on the disk, whole; once more writes the same file. */
  async function write(id: string, content: Buffer | Readable): Promise<void> {
    try {
      await store(id, content);
      await forgetOldest();
    } catch (cause) {
      throw new Failure('UNAVAILABLE', 'mail cannot be written', { cause });
    }
  }

  async function store(id: string, content: Buffer | Readable): Promise<void> {
    await mkdir(path, { recursive: true, mode: 0o700 });
    // It may have been there before.
    await chmod(path, 0o700);
    const part = join(path, `${newId()}.part`);
    try {
      await using file = await open(part, 'wx', 0o600);
      await file.writeFile(content);
      await file.sync();
      await rename(part, join(path, `${id}.eml`));
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    // The new name as well is on the disk.
    await using folder = await open(path);
    await folder.sync();
  }

  /** The ids of mails, and so the names of their files, rise with time. */
  async function forgetOldest(): Promise<void> {
    const names = (await readdir(path)).filter((name) => name.endsWith('.eml')).sort();
    const old = names.slice(0, Math.max(names.length - filesMax, 0));
    await Promise.all(old.map((name) => rm(join(path, name), { force: true })));
  }

  return { write };
}
