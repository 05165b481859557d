import type { DocumentNode } from 'graphql';
import type { Endpoint } from './endpoint.ts';
import type { Face } from './face.ts';

/** Every document that a face may run. */
export function documentsOf({ endpoints, sockets = [] }: Face): DocumentNode[] {
  return [...endpoints.flatMap(ofEndpoint), ...sockets.flatMap(({ documents }) => documents)];
}

function ofEndpoint(one: Endpoint): DocumentNode[] {
  if (one.kind === 'download') return [one.document, ...(one.told ? [one.told.document] : [])];
  if (one.kind !== 'stream') return [one.document];
  return [one.document, one.events.document, ...(one.whole ? [one.whole.document] : [])];
}
