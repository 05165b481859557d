import { buffer } from 'node:stream/consumers';
import { constants, crc32, deflateRawSync, deflateSync } from 'node:zlib';
import { ZipFile } from 'yazl';

export const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** A document of one page that shows what the content says, with the table of offsets. */
export function createPdf(content: Buffer, entries = ''): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R ' +
      '/Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} ${entries} >>\nstream\n${content.toString('latin1')}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = text.length;
  const table = `xref\n0 6\n0000000000 65535 f \n${offsets.join('')}`;
  const end = `trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF`;
  return Buffer.from(`${text}${table}${end}`, 'latin1');
}

export const createPdfOf = (line: string): Buffer =>
  createPdf(Buffer.from(`BT /F1 24 Tf 72 700 Td (${line}) Tj ET`));

const mebibyte = 1_048_576;

/** What inflates to so many mebibytes of one character, a thousandth of that in size. */
function deflateMany(mebibytes: number, character: string): Buffer {
  const piece = deflateRawSync(Buffer.alloc(mebibyte, character), {
    finishFlush: constants.Z_FULL_FLUSH,
  });
  // Each piece ends at a byte, so that they follow one another; the last two bytes are the end.
  return Buffer.concat([...Array<Buffer>(mebibytes).fill(piece), Buffer.from([3, 0])]);
}

/** A page that is a few gigabytes when it is inflated. */
export const createPdfBomb = (): Buffer =>
  createPdf(
    Buffer.concat([deflateSync('').subarray(0, 2), deflateMany(3072, ' ')]),
    '/Filter /FlateDecode',
  );

export interface ZipPart {
  name: string;
  packed: Buffer;
  /** What the archive says of it. */
  size: number;
  checksum: number;
}

export const packPart = (name: string, content: string): ZipPart => ({
  name,
  packed: deflateRawSync(content),
  size: Buffer.byteLength(content),
  checksum: crc32(content),
});

/** An archive that says of its parts what it is told to say. */
export function createZip(parts: readonly ZipPart[]): Buffer {
  const pieces: Buffer[] = [];
  const list: Buffer[] = [];
  let offset = 0;
  for (const { name, packed, size, checksum } of parts) {
    // Version, flags, method, time and date; then the checksum, both sizes and two lengths.
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(checksum, 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(size, 18);
    facts.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const piece = [Buffer.from('PK\x03\x04'), facts, Buffer.from(name), packed];
    pieces.push(...piece);
    list.push(Buffer.from('PK\x01\x02\x14\x00'), facts, place, Buffer.from(name));
    offset += Buffer.concat(piece).length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(Buffer.concat(list).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...pieces, ...list, end]);
}

const contentTypes =
  '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
  `<Override PartName="/word/document.xml" ContentType="${docxType}.main+xml"/></Types>`;
const wordSpace = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

export const toDocumentXml = (...lines: string[]): string =>
  `<w:document xmlns:w="${wordSpace}"><w:body>${lines
    .map((line) => `<w:p><w:r><w:t>${line}</w:t></w:r></w:p>`)
    .join('')}</w:body></w:document>`;

export const typesPart: ZipPart = packPart('[Content_Types].xml', contentTypes);

/** As an editor writes it. */
export function createDocx(...lines: string[]): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(contentTypes), '[Content_Types].xml');
  zip.addBuffer(Buffer.from(toDocumentXml(...lines)), 'word/document.xml');
  zip.end();
  return buffer(zip.outputStream);
}

/** Parts of a few gigabytes each, of which the archive says that they are, or that they are small. */
export function createDocxBomb(size: number): Buffer {
  const packed = deflateMany(3072, ' ');
  return createZip([typesPart, { name: 'word/document.xml', packed, size, checksum: 0 }]);
}

/** The part that tells the types is the large one: it is looked at before any text is wanted. */
export const createTypesBomb = (size: number): Buffer =>
  createZip([
    { name: '[Content_Types].xml', packed: deflateMany(3072, ' '), size, checksum: 0 },
    packPart('word/document.xml', toDocumentXml('x')),
  ]);
