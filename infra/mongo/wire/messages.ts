import { type Document, deserialize, serialize } from 'bson';

/** A command as it came over the wire. */
export interface Message {
  requestId: number;
  body: Document;
  /** The sender does not wait for a reply. */
  moreToCome: boolean;
  /** It came as OP_QUERY, by which a driver greets a server that it does not know. */
  isLegacy: boolean;
}

/** The bytes are no message of the protocol; there is no way to go on after them. */
export class ProtocolError extends Error {}

export const messageBytesMax = 48_000_000;
const headerBytes = 16;
const opcode = { reply: 1, query: 2004, message: 2013 } as const;
const flag = { checksumPresent: 1 << 0, moreToCome: 1 << 1, exhaustAllowed: 1 << 16 } as const;
/** Flags in the lower half must be understood; the upper half is optional. */
const requiredUnknown = 0xffff & ~(flag.checksumPresent | flag.moreToCome);

const readDocument = (bytes: Uint8Array): Document =>
  deserialize(bytes, { bsonRegExp: true, promoteBuffers: false });

/** The whole messages among the chunks of a connection. */
export async function* readFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    bytes += chunk.length;
    while (bytes >= 4) {
      if ((parts[0]?.length ?? 0) < 4) parts = [Buffer.concat(parts)];
      const length = parts[0]?.readInt32LE(0) ?? 0;
      if (length < headerBytes || length > messageBytesMax) {
        throw new ProtocolError(`a message of ${length} bytes`);
      }
      if (bytes < length) break;
      const whole = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
      yield whole.subarray(0, length);
      parts = [whole.subarray(length)];
      bytes -= length;
    }
  }
}

export function readMessage(frame: Buffer): Message {
  const requestId = frame.readInt32LE(4);
  const code = frame.readInt32LE(12);
  try {
    if (code === opcode.message) return { requestId, isLegacy: false, ...readSections(frame) };
    if (code === opcode.query) return { requestId, isLegacy: true, ...readQuery(frame) };
  } catch (cause) {
    if (cause instanceof ProtocolError) throw cause;
    throw new ProtocolError('a malformed message', { cause });
  }
  throw new ProtocolError(`operation ${code} is not supported`);
}

function readSections(frame: Buffer): { body: Document; moreToCome: boolean } {
  const flags = frame.readUInt32LE(headerBytes);
  if (flags & requiredUnknown) throw new ProtocolError('an unknown flag');
  const end = frame.length - (flags & flag.checksumPresent ? 4 : 0);
  let body: Document | undefined;
  const sequences: [string, Document[]][] = [];
  let at = headerBytes + 4;
  while (at < end) {
    const kind = frame[at++];
    const size = frame.readInt32LE(at);
    if (size < 5 || at + size > end) throw new ProtocolError('a section that does not fit');
    const section = frame.subarray(at, at + size);
    if (kind === 0) body = readDocument(section);
    else if (kind === 1) sequences.push(readSequence(section));
    else throw new ProtocolError(`a section of kind ${kind}`);
    at += size;
  }
  if (!body) throw new ProtocolError('a message without a body');
  for (const [name, documents] of sequences) body[name] = documents;
  return { body, moreToCome: (flags & flag.moreToCome) !== 0 };
}

function readSequence(section: Buffer): [string, Document[]] {
  const nameEnd = section.indexOf(0, 4);
  if (nameEnd < 0) throw new ProtocolError('a sequence without a name');
  const documents: Document[] = [];
  for (let at = nameEnd + 1; at < section.length; ) {
    const size = section.readInt32LE(at);
    if (size < 5 || at + size > section.length) throw new ProtocolError('a cut document');
    documents.push(readDocument(section.subarray(at, at + size)));
    at += size;
  }
  return [section.toString('utf8', 4, nameEnd), documents];
}

function readQuery(frame: Buffer): { body: Document; moreToCome: boolean } {
  const nameEnd = frame.indexOf(0, headerBytes + 4);
  const namespace = frame.toString('utf8', headerBytes + 4, nameEnd);
  if (!namespace.endsWith('.$cmd')) throw new ProtocolError('a query that is no command');
  const body = readDocument(frame.subarray(nameEnd + 9));
  return { body: { ...body, $db: namespace.slice(0, -'.$cmd'.length) }, moreToCome: false };
}

let replies = 0;

export function writeReply({ requestId, isLegacy }: Message, reply: Document): Buffer {
  const body = serialize(reply);
  const fields = isLegacy ? 20 : 5;
  const frame = Buffer.alloc(headerBytes + fields + body.length);
  replies = (replies + 1) & 0x7fffffff;
  frame.writeInt32LE(frame.length, 0);
  frame.writeInt32LE(replies, 4);
  frame.writeInt32LE(requestId, 8);
  frame.writeInt32LE(isLegacy ? opcode.reply : opcode.message, 12);
  if (isLegacy) {
    frame.writeInt32LE(8, headerBytes);
    frame.writeInt32LE(1, headerBytes + 16);
  }
  frame.set(body, headerBytes + fields);
  return frame;
}
