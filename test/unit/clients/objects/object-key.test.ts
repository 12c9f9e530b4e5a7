import { describe, expect, it } from "vitest";
import {
  checkedKey,
  checkedPart,
  checkedPrefix,
  keyPath,
} from "../../../../lib/clients/objects/object-key.ts";

const refused = expect.objectContaining({
  code: "invalid-request",
  details: expect.objectContaining({ field: "key", ambiguous: false }),
});

describe("a key", () => {
  it("gets the prefix in front, with exactly one slash between", () => {
    expect(checkedKey(checkedPrefix("logs"), "a")).toBe("logs/a");
    expect(checkedKey(checkedPrefix("logs/"), "a")).toBe("logs/a");
    expect(checkedKey(checkedPrefix(""), "a")).toBe("a");
  });

  it.each([
    "",
    "/a",
    ".",
    "..",
    "a/../b",
    "a/.",
    "./a",
    "a\nb",
    "a\u0000b",
    "\ud800",
    "a\uffff",
    "é".repeat(513),
  ])("is refused when it could not arrive unchanged: %j", (key) => {
    expect(() => checkedKey("", key)).toThrow(refused);
  });

  it("may be 1,024 bytes long with its prefix, and no longer", () => {
    expect(checkedKey("p/", "é".repeat(511))).toHaveLength(513);
    expect(() => checkedKey("p/", "é".repeat(512))).toThrow(refused);
  });

  it("may hold dots among other things, and empty segments", () => {
    expect(checkedKey("", "a..b/.c/d.//e/")).toBe("a..b/.c/d.//e/");
  });

  it("is a path with everything encoded but the slashes", () => {
    expect(keyPath("dir a/é+&=?#%!'()*~.json")).toBe("dir%20a/%C3%A9%2B%26%3D%3F%23%25%21%27%28%29%2A~.json");
  });

  it("may be a part of one where listings begin", () => {
    expect(checkedPart("p/", "")).toBe("p/");
    expect(() => checkedPart("p/", "\n")).toThrow(refused);
  });

  it("has no prefix that begins with a slash", () => {
    expect(() => checkedPrefix("/a")).toThrow(refused);
  });
});
