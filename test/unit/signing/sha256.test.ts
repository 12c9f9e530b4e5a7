import * as crypto from "node:crypto";
import { describe, expect, it } from "vitest";
import { chooseSha256, sha256 } from "../../../lib/signing/sha256.ts";

const inputs = ["", "abc", "Prüfstand 项目 🚀", new Uint8Array([0, 127, 128, 255])];

describe.each([
  ["in one call", chooseSha256(crypto.hash)],
  ["through a stream, as on runtimes without the one call", chooseSha256(undefined)],
  ["by the means of this runtime", sha256],
])("hashing %s", (_, hash) => {
  it.each(inputs)("gives the SHA-256 of %o", (input) => {
    const expected = crypto.createHash("sha256").update(input).digest();
    expect(hash(input, "hex")).toBe(expected.toString("hex"));
    expect(Buffer.from(hash(input, "binary"), "latin1")).toEqual(expected);
  });
});

it("knows the published value for abc", () => {
  expect(sha256("abc", "hex")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
