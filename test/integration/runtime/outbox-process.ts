import { createOutbox, outboxEntry } from '@tributary/runtime/outbox';
import { openParts } from './notes.ts';

// A process that counts one note up for ever, each count a fact, until it is killed.
const [natsUrl = '', mongoUrl = '', subject = ''] = process.argv.slice(2);
const { notes, options } = await openParts(natsUrl, mongoUrl);
const outbox = createOutbox(options);
for (;;) {
  const count = ((await notes.findById('n1').lean())?.count ?? 0) + 1;
  const entry = outboxEntry('n1', count, subject, count);
  const change = { $set: { count }, $push: { outbox: entry } };
  await notes.updateOne({ _id: 'n1' }, change, { upsert: true });
  process.stdout.write(`${count}\n`);
  void outbox.relay('n1');
}
