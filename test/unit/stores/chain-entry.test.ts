import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chainHash, genesisHash } from "../../../lib/signing/hash-chain.ts";
import { chainEntry } from "../../../lib/stores/chain-entry.ts";
import { columnText } from "../../../lib/stores/kept-entry.ts";
import { readEntry } from "../../../lib/stores/read-entry.ts";
import { DAY_MS, entry } from "../../contract/store-fixtures.ts";
import { ANY_CHARACTER } from "../../fixtures/any-character.ts";

const end = { run: "r-1", event: "t-1", lastSeq: 1, head: genesisHash("r-1") };

describe("chainEntry", () => {
  it("always writes the same bytes, whatever the order of the fields was", () => {
    const given = entry("planned", 5, { policy: "nights", resource: "prod/notebook/nb-1" });
    const turned = Object.fromEntries(Object.entries(given).reverse()) as typeof given;
    const { kept } = chainEntry(end, given);
    expect(chainEntry(end, turned).kept).toEqual(kept);
    expect(kept.bytes).toMatch(
      /^\{"v":1,"run":"r-1","seq":2,"at":"2026-01-05T00:00:00\.005Z","event":"t-1",/,
    );
    expect(kept).toMatchObject({ seq: 2, atMs: DAY_MS + 5, phase: "planned", policy: "nights" });
    expect(kept.hash).toBe(chainHash(end.head, kept.bytes));
  });

  it("leaves out what nobody asked to be kept", () => {
    const given = { ...entry("planned", 5), token: "example-token" };
    expect(chainEntry(end, given).kept.bytes).not.toContain("example-token");
  });

  it("answers exactly what will be read, whatever the details hold", () => {
    const details = { at: new Date(0), none: undefined, deep: [{ none: undefined }] };
    const { entry: answered, kept } = chainEntry(end, entry("planned", 5, { details }));
    expect(answered).toStrictEqual(readEntry(kept.bytes));
    expect(answered.details).toStrictEqual({ at: "1970-01-01T00:00:00.000Z", deep: [{}] });
  });

  it("keeps any text whole in the bytes and safe in the columns", () => {
    fc.assert(
      fc.property(fc.string({ unit: ANY_CHARACTER }), fc.string({ unit: "grapheme" }), (policy, text) => {
        const { entry: answered, kept } = chainEntry(end, entry("planned", 5, { policy, text }));
        expect(readEntry(kept.bytes)).toMatchObject({ policy, text });
        expect(answered.policy).toBe(policy);
        expect(Buffer.from(kept.policy ?? "").toString()).toBe(kept.policy);
        expect(kept.policy).not.toContain("\0");
      }),
    );
  });

  it("replaces in a column what some drivers cannot keep", () => {
    expect(columnText("a\0b\ud800c\udc00 😀")).toBe("a\ufffdb\ufffdc\ufffd 😀");
  });
});

describe("readEntry", () => {
  const { bytes } = chainEntry(end, entry("planned", 5)).kept;

  it("names both versions of an entry of a newer shape", () => {
    expect(() => readEntry(bytes.replace('"v":1', '"v":2'))).toThrow(
      expect.objectContaining({
        code: "store-version",
        message: expect.stringMatching(/shape version 2, this Curfew reads up to 1/),
      }),
    );
  });

  it.each([
    ["no JSON", "{", /not JSON/],
    ["no entry", "[]", /cannot be read/],
    ["an entry with a phase that does not exist", bytes.replace("planned", "dreamt"), /phase: /],
  ])("refuses %s", (_, text, message) => {
    expect(() => readEntry(text)).toThrow(
      expect.objectContaining({ code: "store-failed", message: expect.stringMatching(message) }),
    );
  });
});
