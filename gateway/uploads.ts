import type { Bus } from '@tributary/runtime/bus';
import { offerStream } from '@tributary/runtime/streams';
import { GraphQLError, type GraphQLSchema, isScalarType } from 'graphql';

/** What a service learns of a file: the one-time stream that its bytes come from. */
export interface UploadedFile {
  readonly stream: string;
  readonly name: string;
  readonly mimeType: string;
}

export interface UploadSource {
  name: string;
  mimeType: string;
  bytes: AsyncIterable<Uint8Array>;
}

const offered = new WeakSet<object>();

/** Offers the bytes of a file to whichever service receives the returned value of a variable. */
export function offerUpload(
  bus: Bus,
  { name, mimeType, bytes }: UploadSource,
): { file: UploadedFile } & AsyncDisposable {
  const offer = offerStream(bus, bytes);
  const file = Object.freeze({ stream: offer.subject, name, mimeType });
  offered.add(file);
  return { file, [Symbol.asyncDispose]: () => offer[Symbol.asyncDispose]() };
}

/**
 * Accepts nothing as an `Upload` but what this process offered itself: otherwise a client could
 * name any subject of the bus, and have a service read from it.
 */
export function guardUploads(schema: GraphQLSchema): void {
  const scalar = schema.getType('Upload');
  if (!isScalarType(scalar)) return;
  const refusal = 'a file comes as a part of a multipart request';
  scalar.parseValue = (value) => {
    if (typeof value === 'object' && value !== null && offered.has(value)) return value;
    throw new GraphQLError(refusal);
  };
  scalar.parseLiteral = () => {
    throw new GraphQLError(refusal);
  };
}
