import { crc32, deflateRawSync } from "node:zlib";

/** How a file is put into a zip. */
export interface ZipPart {
  readonly name: string;
  readonly text: string;
  readonly stored?: boolean;
  /** Fields of the central directory that are to be wrong, by offset. */
  readonly wrong?: Readonly<Record<number, number>>;
}

function headers({ name, text, stored = false, wrong = {} }: ZipPart, offset: number) {
  const bytes = Buffer.from(text);
  const packed = stored ? bytes : deflateRawSync(bytes);
  const title = Buffer.from(name);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(title.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(stored ? 0 : 8, 10);
  central.writeUInt32LE(crc32(bytes), 16);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(bytes.length, 24);
  central.writeUInt16LE(title.length, 28);
  central.writeUInt32LE(offset, 42);
  for (const [at, value] of Object.entries(wrong)) central.writeUInt16LE(value, Number(at));
  return { local: Buffer.concat([local, title, packed]), central: Buffer.concat([central, title]) };
}

/** A zip of the given files. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const { local, central } = headers(part, offset);
    locals.push(local);
    centrals.push(central);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...centrals, end]);
}
