import { describe, expect, it } from "vitest";
import { readZip } from "../../../lib/functiongraph/read-zip.ts";
import { zipOf } from "./zip-of.ts";

const texts = (zip: Buffer) => readZip(zip).map(({ name, bytes }) => [name, bytes.toString()]);

describe("reading a zip", () => {
  it("unpacks files, stored and deflated, and leaves folders out", () => {
    const zip = zipOf([
      { name: "index.js", text: "exports.a = 1;".repeat(50) },
      { name: "lib/", text: "", stored: true },
      { name: "lib/b.txt", text: "plain", stored: true },
      { name: "empty", text: "" },
    ]);
    expect(texts(zip)).toEqual([
      ["index.js", "exports.a = 1;".repeat(50)],
      ["lib/b.txt", "plain"],
      ["empty", ""],
    ]);
  });

  it.each([["../up.js"], ["/root.js"], ["a/../../b.js"], ["a\\b.js"]])("refuses the name %s", (name) => {
    expect(() => readZip(zipOf([{ name, text: "x" }]))).toThrow(/leads out of it/);
  });

  it.each([
    ["encrypted", { 8: 1 }, /is encrypted/],
    ["packed in an odd way", { 10: 12 }, /only few tools know/],
    ["not what its sum says", { 16: 1, 18: 1 }, /is damaged/],
    ["longer than it says", { 24: 3 }, /cannot be read/],
  ])("refuses a file that is %s", (_, wrong, why) => {
    expect(() => readZip(zipOf([{ name: "a.js", text: "some text", wrong }]))).toThrow(why);
  });

  it("refuses what is no zip and what was cut off, naming what is wrong", () => {
    const zip = zipOf([{ name: "index.js", text: "x".repeat(500) }]);
    for (const bytes of [Buffer.alloc(0), Buffer.from("no zip at all, sorry"), zip.subarray(0, -5)])
      expect(() => readZip(bytes)).toThrow(expect.objectContaining({ code: "usage" }));
    expect(() => readZip(zip.subarray(30))).toThrow(/the zip cannot be read/);
  });
});
