import { openWorkQueue } from '@tributary/runtime/work-queue';
import { connectNats } from './access.ts';

// A worker that takes a job, says so on its standard output, and never ends it.
const bus = await connectNats(process.argv[2] ?? '');
const work = await openWorkQueue(bus, bus.log);
await work.serve('test', {
  concurrency: 1,
  handle: async ({ data, attempt }) => {
    process.stdout.write(`${JSON.stringify({ data, attempt })}\n`);
    await new Promise(() => {});
  },
});
process.stdout.write('"ready"\n');
