import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** One SQLite connection with its prepared statements. */
export interface Connection {
  execute(sql: string): void;
  /** A statement that is prepared once; never iterated, so that it may be used in a nested way. */
  statement(sql: string): StatementSync;
  /** A statement of the caller's own, for iterating. */
  prepare(sql: string): StatementSync;
  close(): void;
}

const statementsMax = 500;

export function openConnection(path: string, pragmas: string[]): Connection {
  const database = new DatabaseSync(path, { timeout: 1000 });
  for (const pragma of pragmas) database.exec(`PRAGMA ${pragma}`);
  const statements = new Map<string, StatementSync>();

  function statement(sql: string): StatementSync {
    const known = statements.get(sql);
    if (known) return known;
    if (statements.size >= statementsMax) statements.clear();
    const prepared = database.prepare(sql);
    statements.set(sql, prepared);
    return prepared;
  }

  return {
    execute: (sql) => database.exec(sql),
    statement,
    prepare: (sql) => database.prepare(sql),
    close: () => {
      statements.clear();
      database.close();
    },
  };
}
