import { connectBus } from '@tributary/runtime/bus';
import { createIdentities } from '@tributary/runtime/identity';
import { runProcess, terminated } from '@tributary/runtime/lifecycle';
import { createLog } from '@tributary/runtime/log';
import { readConfig } from './config.ts';
import { openGateway } from './gateway.ts';
import { facadeDocuments, registerFacade } from './rest/facade.ts';

await runProcess(async () => {
  const config = readConfig(process.env);
  const { logLevel, natsUrls, identitySecret } = config;
  const log = createLog({ service: 'gateway', level: logLevel });
  const identities = createIdentities(identitySecret);

  await using bus = await connectBus({ servers: natsUrls, name: 'gateway', identities, log });
  const options = { bus, config, log, documents: facadeDocuments, registerFacade };
  await using gateway = await openGateway(options);
  const { address, ready } = gateway;
  const stop = terminated();
  void ready.then(() => log.info({ address }, 'ready'));
  await stop;
});
