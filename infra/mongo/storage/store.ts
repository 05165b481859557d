import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { tables, type View } from './catalog.ts';
import { openConnection } from './connection.ts';
import { type Transaction, Writer } from './writer.ts';

/** The data in a folder: one writer, and a reader that sees what is committed. */
export interface Store {
  readonly reader: View;
  write<T>(work: (view: View) => T): Promise<T>;
  begin(): Promise<Transaction>;
  close(): void;
}

/** Only one process may open a folder, because the catalog is kept in memory. */
export function openStore(dir: string): Store {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const lock = openConnection(join(dir, 'lock.sqlite'), []);
  try {
    lock.execute('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new Error(`the folder ${dir} is in use by another process`, { cause });
  }
  const path = join(dir, 'store.sqlite');
  // FULL: an acknowledged write is on the disk, even when the machine loses power.
  const pragmas = ['journal_mode = WAL', 'synchronous = FULL', 'cache_size = -16384'];
  const main = openConnection(path, [...pragmas, 'journal_size_limit = 67108864']);
  main.execute(tables);
  const reading = openConnection(path, [...pragmas, 'query_only = ON', 'mmap_size = 268435456']);
  const reader: View = { connection: reading, catalog: new Map() };
  const writer = new Writer(main, (catalog) => {
    reader.catalog = catalog;
  });
  return {
    reader,
    write: (work) => writer.write(work),
    begin: () => writer.begin(),
    close: () => {
      reading.close();
      writer.close();
      lock.close();
    },
  };
}
