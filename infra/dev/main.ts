import { runProcess, terminated } from '@tributary/runtime/lifecycle';
import { readConfig } from './config.ts';
import { seedDemo } from './demo.ts';
import { startInstallation } from './installation.ts';
import { createOutput } from './output.ts';

await runProcess(async () => {
  const config = readConfig(process.env);
  const write = createOutput((text) => process.stdout.write(text));
  const stopped = terminated();

  await using installation = await startInstallation({ config, env: process.env, write });
  await seedDemo(installation);
  process.stdout.write(`ready ${installation.url}\n`);
  await stopped;
});
