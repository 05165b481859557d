import { once } from 'node:events';
import { runProcess } from '@tributary/runtime/lifecycle';
import { readConfig } from './config.ts';
import { seedDemo } from './demo.ts';
import { startInstallation } from './installation.ts';
import { createOutput } from './output.ts';

await runProcess(async () => {
  const config = readConfig(process.env);
  const write = createOutput({
    write: (text) => process.stdout.write(text),
    isPretty: process.stdout.isTTY,
  });
  const stopping = new AbortController();
  const stopped = once(stopping.signal, 'abort');
  const stop = () => stopping.abort();
  // For good and not once: npm passes on the Ctrl-C that the terminal has sent already, and a second
  // one without a listener would end this process before its children.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  process.stdout.on('error', stop);

  const { signal } = stopping;
  await using installation = await startInstallation({ config, env: process.env, write, signal });
  const serve = async () => {
    await seedDemo(installation);
    process.stdout.write(`ready ${installation.url}\n`);
    await stopped;
  };
  if (!signal.aborted) await Promise.race([serve(), stopped]);
});
