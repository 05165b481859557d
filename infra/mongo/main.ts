import { once } from 'node:events';
import { ConfigError, readConfig } from './config.ts';
import { createLog } from './log.ts';
import { startMongoServer } from './server.ts';

const write = (line: string) => process.stdout.write(line);

function config() {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const log = createLog({ level: 'info', write: (line) => process.stderr.write(line) });
    log.error({ problems: error.problems }, 'bad configuration');
    process.exit(1);
  }
}

const { host, port, dir, logLevel } = config();
const log = createLog({ level: logLevel, write });

await using server = await startMongoServer({ host, port, dir, log });
// Supervisors wait for this line, so it is written whatever the level.
createLog({ level: 'info', write }).info({ host, port: server.port, dir }, 'listening');

await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
