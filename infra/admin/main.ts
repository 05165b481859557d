import { text } from 'node:stream/consumers';
import { administer } from './administration.ts';

process.exitCode = await administer({
  args: process.argv.slice(2),
  env: process.env,
  readInput: () => text(process.stdin),
  write: (line) => process.stdout.write(line),
  writeError: (line) => process.stderr.write(line),
});
