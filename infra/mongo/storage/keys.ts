import { type BSONRegExp, BSONSymbol, type Document, type ObjectId, type Timestamp } from 'bson';
import { binaryOf } from '../query/comparison.ts';
import { isDocument, numberOf, rank, rankOf } from '../query/values.ts';

let buffer = Buffer.allocUnsafe(1 << 16);
let length = 0;

/** Documents are bounded to 16 MB, and a key to its document: growth by doubling is bounded. */
function reserve(count: number): void {
  if (length + count <= buffer.length) return;
  const grown = Buffer.allocUnsafe(Math.max(buffer.length * 2, length + count));
  buffer.copy(grown, 0, 0, length);
  buffer = grown;
}

function writeByte(byte: number): void {
  reserve(1);
  buffer[length++] = byte;
}

/** Zero bytes are escaped, so that the terminator sorts before every continuation. */
function writeText(text: string): void {
  const escaped = text.includes('\0') ? text.replaceAll('\0', '\0\u{10ffff}') : text;
  reserve(escaped.length * 3 + 2);
  length += buffer.write(escaped, length, 'utf8');
  buffer[length++] = 0;
  buffer[length++] = 0;
}

function writeBytes(bytes: Uint8Array): void {
  reserve(bytes.length);
  buffer.set(bytes, length);
  length += bytes.length;
}

/** Eight bytes whose unsigned order is the order of the doubles; NaN comes first. */
function writeDouble(number: number): void {
  reserve(8);
  if (Number.isNaN(number)) {
    buffer.fill(0, length, length + 8);
  } else {
    buffer.writeDoubleBE(number === 0 ? 0 : number, length);
    const negative = (buffer[length] ?? 0) >= 0x80;
    if (negative) for (let at = length; at < length + 8; at++) buffer[at] = ~(buffer[at] ?? 0);
    else buffer[length] = (buffer[length] ?? 0) | 0x80;
  }
  length += 8;
}

/** The nearest double, then what a long beyond 2^53 differs from it. */
function writeNumber(value: unknown): void {
  const number = numberOf(value) ?? 0;
  const double = Number(number);
  writeDouble(double);
  const remainder = typeof number === 'bigint' ? Number(number - BigInt(double)) : 0;
  reserve(2);
  length = buffer.writeUInt16BE(0x8000 + remainder, length);
}

function writeDocument(document: Document): void {
  for (const [name, value] of Object.entries(document)) {
    writeByte(rankOf(value));
    writeText(name);
    writeValue(value);
  }
  writeByte(0);
}

function writeBinary(value: unknown): void {
  const { bytes, subtype } = binaryOf(value);
  reserve(5);
  length = buffer.writeUInt32BE(bytes.length, length);
  length = buffer.writeUInt8(subtype, length);
  writeBytes(bytes);
}

function writeValue(value: unknown): void {
  const order = rankOf(value);
  writeByte(order);
  switch (order) {
    case rank.number:
      writeNumber(value);
      break;
    case rank.string:
      writeText(value instanceof BSONSymbol ? value.value : String(value));
      break;
    case rank.document:
      writeDocument(isDocument(value) ? value : {});
      break;
    case rank.array:
      for (const item of value as unknown[]) writeValue(item);
      writeByte(0);
      break;
    case rank.binary:
      writeBinary(value);
      break;
    case rank.objectId:
      writeBytes((value as ObjectId).id);
      break;
    case rank.boolean:
      writeByte(value ? 1 : 0);
      break;
    case rank.date:
      writeDouble((value as Date).getTime());
      break;
    case rank.timestamp:
      reserve(8);
      length = buffer.writeBigUInt64BE((value as Timestamp).toBigInt(), length);
      break;
    case rank.regex:
      writeText((value as BSONRegExp).pattern);
      writeText((value as BSONRegExp).options);
      break;
    case rank.reference:
    case rank.code:
      writeText(JSON.stringify(value));
  }
}

const take = (): Buffer => Buffer.from(buffer.subarray(0, length));

/** Bytes whose order is BSON's order of the values; no key is a prefix of another. */
export function encodeKey(value: unknown): Buffer {
  length = 0;
  writeValue(value);
  return take();
}

/** The empty array has its own place in an index, before null. */
export const emptyArrayKey: Buffer = Buffer.from([rank.emptyArray]);

/** The parts of a compound key; those of a descending field are inverted. */
export function joinKeys(parts: readonly Buffer[], directions: readonly number[]): Buffer {
  if (parts.length === 1 && directions[0] === 1) return parts[0] as Buffer;
  return Buffer.concat(
    parts.map((part, index) => ((directions[index] ?? 1) < 0 ? invert(part) : part)),
  );
}

export function invert(bytes: Uint8Array): Buffer {
  const inverted = Buffer.allocUnsafe(bytes.length);
  for (let at = 0; at < bytes.length; at++) inverted[at] = ~(bytes[at] ?? 0);
  return inverted;
}

/** The least bytes that follow every key beginning with these; undefined: there are none. */
export function successor(prefix: Uint8Array): Buffer | undefined {
  for (let at = prefix.length - 1; at >= 0; at--) {
    const byte = prefix[at] ?? 0;
    if (byte < 0xff) {
      const next = Buffer.from(prefix.subarray(0, at + 1));
      next[at] = byte + 1;
      return next;
    }
  }
  return undefined;
}
