import { isIP } from 'node:net';
import type { Variable } from '@tributary/runtime/config';
import { z } from 'zod';
import {
  type Address,
  isInside,
  type Network,
  readAddress,
  readNetwork,
} from './network-addresses.ts';

/** What remote files may be fetched from although it is not public. */
export interface NetworkExceptions {
  coversName(name: string, port: number): boolean;
  coversAddress(address: Address, port: number): boolean;
}

interface Exception {
  readonly name?: string;
  readonly address?: Address;
  readonly network?: Network;
  /** Every one without. */
  readonly port?: number | undefined;
}

/** As a URL has it, but that a dot at the end makes no other name. */
export const toHostName = (hostname: string): string =>
  hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');

function readException(text: string): Exception | undefined {
  const network = readNetwork(text);
  if (network) return { network };
  const isBare = isIP(text) === 6;
  const [, host = '', digits] = /^(.*?)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const port = isBare || digits === undefined ? undefined : Number(digits);
  const url = URL.parse(`http://${isBare ? `[${text}]` : host}`);
  if (url?.port !== '' || /[\s/?#@\\]/.test(text)) return undefined;
  if (port === 0 || (port ?? 0) > 65_535) return undefined;
  const name = toHostName(url.hostname);
  const address = readAddress(name);
  if (address) return { address, port };
  return /^[\w.-]+$/.test(name) ? { name, port } : undefined;
}

/** Undefined if an entry is neither a name, nor an address, nor a network. */
export function readExceptions(entries: readonly string[]): NetworkExceptions | undefined {
  const exceptions = entries.map(readException);
  if (exceptions.includes(undefined)) return undefined;
  const known = exceptions.filter((one) => one !== undefined);
  const at = (port: number) => known.filter((one) => (one.port ?? port) === port);
  return {
    coversName: (name, port) => at(port).some((one) => one.name === toHostName(name)),
    coversAddress: (address, port) =>
      at(port).some(
        (one) =>
          one.address?.toString() === address.toString() ||
          (one.network !== undefined && isInside(address, one.network)),
      ),
  };
}

const problem =
  'must list names, addresses and networks, such as files.example.com, 10.0.0.7:8080 or 10.1.0.0/16';

/** `REMOTE_FILES_ALLOW`; nothing is excepted when it is unset. */
export const remoteFilesAllow: Variable<NetworkExceptions> = {
  name: 'REMOTE_FILES_ALLOW',
  schema: z
    .string()
    .default('')
    .transform((value, context) => {
      const entries = value.split(',').map((entry) => entry.trim());
      const exceptions = readExceptions(entries.filter((entry) => entry !== ''));
      if (exceptions) return exceptions;
      context.addIssue(problem);
      return z.NEVER;
    }),
};
