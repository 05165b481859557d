import { type Document, serialize } from 'bson';
import { MongoFailure } from '../failure.ts';
import type { View } from './catalog.ts';
import { readBody } from './documents.ts';

const keptMs = 60 * 60 * 1000;
let prunedAt = 0;

/** What a session's write was answered with, if it has been done before. */
export function findReply(
  { connection }: View,
  session: Uint8Array,
  number: number,
): Document | undefined {
  const row = connection
    .statement('SELECT transaction_number AS number, reply FROM writes WHERE session = ?')
    .get(session);
  if (!row || Number(row.number) < number) return undefined;
  if (Number(row.number) === number) return readBody(row.reply as Uint8Array);
  throw new MongoFailure(225, `transaction number ${number} is older than ${row.number}`);
}

/** Kept in the transaction of the write itself, so that a repeated write is done once. */
export function keepReply(
  { connection }: View,
  session: Uint8Array,
  number: number,
  reply: Document,
): void {
  const now = Date.now();
  connection
    .statement(
      `INSERT INTO writes (session, transaction_number, reply, time) VALUES (?, ?, ?, ?)
         ON CONFLICT (session) DO UPDATE SET transaction_number = excluded.transaction_number,
           reply = excluded.reply, time = excluded.time`,
    )
    .run(session, number, serialize(reply), now);
  if (now - prunedAt < 60_000) return;
  prunedAt = now;
  connection.statement('DELETE FROM writes WHERE time < ?').run(now - keptMs);
}
