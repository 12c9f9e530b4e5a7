import { createHash } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { crc32, makeZip, type ZipFile } from "../../../lib/packing/zip.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Reads an archive by its directory, as an unpacker does, and checks every sum in it. */
function unpack(archive: Uint8Array): ZipFile[] {
  const zip = Buffer.from(archive);
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  const files: ZipFile[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < zip.readUInt16LE(end + 10); index += 1) {
    expect(zip.readUInt32LE(at)).toBe(0x02014b50);
    const [method, crc, packed] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 16),
      zip.readUInt32LE(at + 20),
    ];
    const nameLength = zip.readUInt16LE(at + 28);
    const path = zip.toString("utf8", at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    expect(zip.readUInt32LE(local)).toBe(0x04034b50);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = zip.subarray(start, start + packed);
    const plain = method === 8 ? inflateRawSync(content) : content;
    expect(plain.length).toBe(zip.readUInt32LE(at + 24));
    expect(crc32(plain)).toBe(crc);
    files.push({ path, bytes: new Uint8Array(plain) });
    at += 46 + nameLength;
  }
  return files;
}

const FILES = [
  { path: "webhook.js", bytes: bytes("exports.handler = async (event, context) => event;\n".repeat(50)) },
  { path: "a/ü.txt", bytes: bytes("ä") },
  { path: "empty", bytes: new Uint8Array() },
];

describe("makeZip", () => {
  it("makes an archive that holds what went in, sorted by name", () => {
    expect(unpack(makeZip(FILES))).toEqual(
      [...FILES]
        .sort((a, b) => (a.path < b.path ? -1 : 1))
        .map(({ path, bytes: content }) => ({ path, bytes: content })),
    );
  });

  it("gives the same bytes for the same files in whatever order they come", () => {
    expect(makeZip([...FILES].reverse())).toEqual(makeZip(FILES));
  });

  it("gives bytes that depend on nothing but the files: a frozen archive", () => {
    const frozen = makeZip([{ path: "a.txt", bytes: bytes("abc") }]);
    expect(createHash("sha256").update(frozen).digest("hex")).toMatchInlineSnapshot(
      `"0ba6b8caf2a39e0ca1964c7c01e5204ac4a529872fc23b2d19a309cde899ba9a"`,
    );
  });

  it("gives other bytes for another content", () => {
    expect(makeZip([{ path: "a", bytes: bytes("1") }])).not.toEqual(
      makeZip([{ path: "a", bytes: bytes("2") }]),
    );
  });

  it.each(["/etc/passwd", "../up.js", "a/../b", "a//../b", "a\\b", "", "dir/", "./a", ".."])(
    "refuses the path %j",
    (path) => {
      expect(() => makeZip([{ path, bytes: bytes("x") }])).toThrow(RangeError);
    },
  );

  it("refuses a path that comes twice", () => {
    expect(() => makeZip([FILES[1] ?? FILES[0], FILES[1] ?? FILES[0]] as ZipFile[])).toThrow(/twice/);
  });

  it("sums like every other CRC-32", () => {
    expect(crc32(bytes("123456789"))).toBe(0xcbf43926);
  });
});
