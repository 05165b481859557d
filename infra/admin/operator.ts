import { connectBus } from '@tributary/runtime/bus';
import { asOperator, createIdentities } from '@tributary/runtime/identity';
import { silentLog } from '@tributary/runtime/log';
import { askService } from '@tributary/runtime/subgraph';
import type { Command, Given } from './command.ts';
import { findAccess } from './config.ts';

/** What a command resulted in: the values of the answer by their own names. */
export type Fields = Record<string, unknown>;

const connectMsMax = 5_000;

/** Has a service do what a command says, in the name of an operator. */
export async function perform(
  command: Command,
  given: Given,
  env: NodeJS.ProcessEnv,
): Promise<Fields> {
  const { servers, identitySecret } = await findAccess(env);
  const identities = createIdentities(identitySecret);
  const wire = { servers, name: 'admin', log: silentLog, startMsMax: connectMsMax };
  await using bus = await connectBus({ ...wire, identities });
  const request = { query: command.document, variables: { input: command.input(given) } };
  const { organization } = given;
  const viewer = asOperator(typeof organization === 'string' ? organization : undefined);
  return toFields(await askService(bus, command.service ?? 'auth', request, { viewer }));
}

function toFields(answer: Fields): Fields {
  const entries = Object.entries(answer).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? Object.entries(toFields(value as Fields))
      : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}
