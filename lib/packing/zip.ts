import { deflateRawSync } from "node:zlib";

/** One file of an archive. */
export interface ZipFile {
  /** Path inside the archive, with forward slashes; never absolute, never above the root. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** 1980-01-01 00:00, the earliest moment the format can tell: the archive depends on nothing but its files. */
const DOS_TIME = 0;
const DOS_DATE = 0x21;

/** A regular file that everybody may read; FunctionGraph runs code under another user. */
const UNIX_MODE = 0o100644;
const MADE_BY_UNIX = 0x0314;
const VERSION_NEEDED = 20;
/** Names are UTF-8. */
const FLAGS = 0x0800;
const DEFLATED = 8;
const STORED = 0;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** CRC-32 as the format wants it; zlib's own is newer than the oldest Node this runs on. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}

interface Packed {
  readonly name: Buffer;
  readonly content: Buffer;
  readonly size: number;
  readonly crc: number;
  readonly method: number;
}

/** Deflated where that is shorter. The level is written out, so that a new default changes no archive. */
function pack({ path, bytes }: ZipFile): Packed {
  const deflated = deflateRawSync(bytes, { level: 9, memLevel: 9 });
  const isSmaller = deflated.length < bytes.length;
  return {
    name: Buffer.from(path, "utf8"),
    content: isSmaller ? deflated : Buffer.from(bytes),
    size: bytes.length,
    crc: crc32(bytes),
    method: isSmaller ? DEFLATED : STORED,
  };
}

function localHeader({ name, content, size, crc, method }: Packed): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(VERSION_NEEDED, 4);
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt16LE(DOS_TIME, 10);
  header.writeUInt16LE(DOS_DATE, 12);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function centralHeader({ name, content, size, crc, method }: Packed, offset: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(MADE_BY_UNIX, 4);
  header.writeUInt16LE(VERSION_NEEDED, 6);
  header.writeUInt16LE(FLAGS, 8);
  header.writeUInt16LE(method, 10);
  header.writeUInt16LE(DOS_TIME, 12);
  header.writeUInt16LE(DOS_DATE, 14);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(content.length, 20);
  header.writeUInt32LE(size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE(UNIX_MODE * 0x10000, 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name]);
}

function ending(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}

const SAFE_PATH = /^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\\\0]+[^/\\\0]$|^[^./\\\0]$/;

function checked(files: readonly ZipFile[]): readonly ZipFile[] {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
  for (const [index, { path }] of sorted.entries()) {
    if (!SAFE_PATH.test(path))
      throw new RangeError(`zip: ${JSON.stringify(path)} is not a path inside an archive`);
    if (sorted[index - 1]?.path === path) throw new RangeError(`zip: ${JSON.stringify(path)} is there twice`);
  }
  return sorted;
}

/**
 * Packs files into an archive whose bytes depend on paths and contents alone: names are sorted by code unit, dates are
 * fixed, modes are the same for all. Throws a `RangeError` for a path that leads out of the archive or comes twice.
 * (Another release of zlib may deflate differently; then the code counts as changed once.)
 */
export function makeZip(files: readonly ZipFile[]): Uint8Array {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of checked(files)) {
    const packed = pack(file);
    const local = localHeader(packed);
    bodies.push(local, packed.content);
    directory.push(centralHeader(packed, offset));
    offset += local.length + packed.content.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  return new Uint8Array(Buffer.concat([...bodies, ...directory, ending(directory.length, size, offset)]));
}
