import { ConfigError, list, optionalText, readEnv } from '@tributary/runtime/config';
import { readIdentitySecret, readInstallation } from '@tributary/runtime/installation';
import { variables } from '@tributary/runtime/variables';

export interface Access {
  servers: string[];
  identitySecret: string;
}

/** How to reach the installation: as the environment says, else as `npm start` left word of it. */
export async function findAccess(env: NodeJS.ProcessEnv): Promise<Access> {
  const config = readEnv(env, {
    // Without the default of the other processes: it would hide that it is missing.
    natsUrls: list('NATS_URL'),
    identitySecret: optionalText('IDENTITY_SECRET'),
    dataDir: variables.dataDir,
  });
  const { dataDir } = config;
  const installation = config.natsUrls.length > 0 ? undefined : await readInstallation(dataDir);
  const servers = installation?.natsUrl.split(',') ?? config.natsUrls;
  const identitySecret = config.identitySecret ?? (await readIdentitySecret(dataDir));
  const problems = [
    ...(servers.length > 0 ? [] : [`NATS_URL is not set, and nothing runs over ${dataDir}`]),
    ...(identitySecret ? [] : [`IDENTITY_SECRET is not set, and ${dataDir} holds none`]),
  ];
  if (problems.length > 0 || !identitySecret) throw new ConfigError(problems);
  return { servers, identitySecret };
}
