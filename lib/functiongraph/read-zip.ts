import { crc32, inflateRawSync } from "node:zlib";
import { AutomationError } from "../domain/errors.ts";
import { FUNCTIONGRAPH_LIMITS } from "./limits.ts";

/** One file of a zip. */
export interface ZipFile {
  /** Path with forward slashes, inside the zip. */
  readonly name: string;
  readonly bytes: Buffer;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const COMMENT_BYTES_MAX = 65_535;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

function broken(why: string): AutomationError {
  return new AutomationError("usage", `the zip cannot be read: ${why}`);
}

function findEnd(zip: Buffer): number {
  const first = Math.max(0, zip.length - END_BYTES - COMMENT_BYTES_MAX);
  for (let at = zip.length - END_BYTES; at >= first; at -= 1) if (zip.readUInt32LE(at) === END) return at;
  throw broken("it has no end record, so it is no zip or was cut off");
}

function checkName(name: string): string {
  const steps = name.split("/");
  if (name.startsWith("/") || name.includes("\\") || name.includes("\0") || steps.includes(".."))
    throw broken(`${JSON.stringify(name)} leads out of it`);
  return name;
}

function unpack(zip: Buffer, at: number, name: string): Buffer {
  const [method, sum, packed, size, local] = [
    zip.readUInt16LE(at + 10),
    zip.readUInt32LE(at + 16),
    zip.readUInt32LE(at + 20),
    zip.readUInt32LE(at + 24),
    zip.readUInt32LE(at + 42),
  ];
  if ((zip.readUInt16LE(at + 8) & ENCRYPTED) !== 0) throw broken(`${name} is encrypted`);
  if (size > FUNCTIONGRAPH_LIMITS.codeBytes) throw broken(`${name} is too large`);
  const start = local + LOCAL_BYTES + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const content = zip.subarray(start, start + packed);
  if (method !== STORED && method !== DEFLATED)
    throw broken(`${name} is packed in a way only few tools know`);
  const bytes = method === STORED ? content : inflateRawSync(content, { maxOutputLength: Math.max(1, size) });
  if (bytes.length !== size || crc32(bytes) !== sum) throw broken(`${name} is damaged`);
  return bytes;
}

function readEntries(zip: Buffer): ZipFile[] {
  const end = findEnd(zip);
  const files: ZipFile[] = [];
  let at = zip.readUInt32LE(end + 16);
  let total = 0;
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== CENTRAL) throw broken("its directory is damaged");
    const length = zip.readUInt16LE(at + 28);
    const name = checkName(zip.toString("utf8", at + CENTRAL_BYTES, at + CENTRAL_BYTES + length));
    total += zip.readUInt32LE(at + 24);
    if (total > FUNCTIONGRAPH_LIMITS.codeBytes) throw broken("it holds more than the platform takes");
    if (!name.endsWith("/")) files.push({ name, bytes: unpack(zip, at, name) });
    at += CENTRAL_BYTES + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

/** The files of a zip. Throws `usage` for what is no zip, is damaged, encrypted or leads out of its folder. */
export function readZip(zip: Buffer): ZipFile[] {
  try {
    return readEntries(zip);
  } catch (error) {
    if (error instanceof AutomationError) throw error;
    // Offsets that point nowhere and deflate streams that are none.
    throw broken((error as Error).message);
  }
}
