import { composeServices } from '@apollo/composition';
import { GraphQLError, parse } from 'graphql';

export interface ServiceSchema {
  name: string;
  url: string;
  sdl: string;
}

export type Composition = { sdl: string } | { errors: string[] };

/** Composes the schemas of all services into a supergraph, or says why they do not fit together. */
export function composeSubgraphs(services: ServiceSchema[]): Composition {
  const errors: string[] = [];
  const definitions = services.flatMap(({ name, url, sdl }) => {
    try {
      return [{ name, url, typeDefs: parse(sdl) }];
    } catch (error) {
      errors.push(`[${name}] ${messageOf(error)}`);
      return [];
    }
  });
  if (errors.length > 0) return { errors };
  try {
    const result = composeServices(definitions);
    if (result.errors) return { errors: result.errors.map(({ message }) => message) };
    return { sdl: result.supergraphSdl };
  } catch (error) {
    // The composer asserts what it did not foresee; a schema must never take the gateway down.
    return { errors: [messageOf(error)] };
  }
}

function messageOf(error: unknown): string {
  return error instanceof GraphQLError ? error.toString() : String(error);
}
