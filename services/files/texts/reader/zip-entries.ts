import { crc32, inflateRawSync } from 'node:zlib';

/** A file in an archive, as the list at the archive's end describes it. */
interface Entry {
  name: string;
  isDeflated: boolean;
  checksum: number;
  packedSize: number;
  size: number;
  /** Where its own header begins. */
  at: number;
}

export interface ZipEntries {
  has(name: string): boolean;
  /** The bytes of a file; all that are read count against the limit together. */
  read(name: string): Uint8Array;
}

export interface ZipLimits {
  entriesMax: number;
  /** Inflated, of all that is read. */
  bytesMax: number;
}

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const headerMark = 0x04034b50;
const endSize = 22;
const entrySize = 46;
const headerSize = 30;
const commentMax = 65_535;
const encrypted = 1;
const stored = 0;
const deflated = 8;

const refuse = (what: string): Error => new Error(`the archive ${what}`);

/** The last thing in an archive tells where the list of its files is. */
function findEnd(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - endSize - commentMax);
  for (let at = bytes.length - endSize; at >= first; at--) {
    if (bytes.readUInt32LE(at) === endMark) return at;
  }
  throw refuse('has no end');
}

function readEntry(bytes: Buffer, at: number): Entry & { next: number } {
  if (bytes.readUInt32LE(at) !== entryMark) throw refuse('has a broken list');
  const method = bytes.readUInt16LE(at + 10);
  if ((bytes.readUInt16LE(at + 8) & encrypted) !== 0) throw refuse('is encrypted');
  if (method !== stored && method !== deflated) throw refuse('is packed in an unknown way');
  const nameEnd = at + entrySize + bytes.readUInt16LE(at + 28);
  return {
    name: bytes.toString('utf8', at + entrySize, nameEnd),
    isDeflated: method === deflated,
    checksum: bytes.readUInt32LE(at + 16),
    packedSize: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    at: bytes.readUInt32LE(at + 42),
    next: nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32),
  };
}

function readList(bytes: Buffer, entriesMax: number): Map<string, Entry> {
  const end = findEnd(bytes);
  const count = bytes.readUInt16LE(end + 10);
  // Those of 64 bits say 65535 here: they are larger than anything that is read.
  if (count > entriesMax) throw refuse(`has more than ${entriesMax} files`);
  const entries = new Map<string, Entry>();
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    const entry = readEntry(bytes, at);
    entries.set(entry.name, entry);
    at = entry.next;
  }
  return entries;
}

function unpack(bytes: Buffer, entry: Entry): Uint8Array {
  const { at, packedSize, size, isDeflated } = entry;
  if (bytes.readUInt32LE(at) !== headerMark) throw refuse('has a broken file');
  const start = at + headerSize + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  const packed = bytes.subarray(start, start + packedSize);
  // More than was announced is never inflated: zlib stops there and fails.
  return isDeflated ? inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) }) : packed;
}

/**
 * The files of an archive that nobody trusts. What it says of sizes is a limit for what is inflated,
 * and has to be true in the end. Reads past the end of the bytes throw.
 */
export function openZip(archive: Uint8Array, { entriesMax, bytesMax }: ZipLimits): ZipEntries {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const entries = readList(bytes, entriesMax);
  let left = bytesMax;

  function read(name: string): Uint8Array {
    const entry = entries.get(name);
    if (!entry) throw refuse(`has no file ${name}`);
    left -= entry.size;
    if (left < 0) throw refuse(`inflates to more than ${bytesMax} bytes`);
    const content = unpack(bytes, entry);
    if (content.length !== entry.size || crc32(content) !== entry.checksum) {
      throw refuse('has a file that is not what it says');
    }
    return content;
  }

  return { has: (name) => entries.has(name), read };
}
