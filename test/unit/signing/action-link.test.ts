import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLink, signLink } from "../../../lib/signing/action-link.ts";

const KEY = "not-a-real-key-0000000000000000000000";
const LINK = { resource: "prod/notebook/nb-1", for: "2h", expiresMs: 1_800_000_000_000 };

describe("the link of a warning", () => {
  it("says what it was made for", () => {
    expect(readLink(signLink(LINK, KEY), KEY)).toEqual(LINK);
    const named = { ...LINK, name: "vision-anna-训练" };
    expect(readLink(signLink(named, KEY), KEY)).toEqual(named);
  });

  it("is nothing under another key", () => {
    expect(readLink(signLink(LINK, KEY), `${KEY}x`)).toBeNull();
  });

  it("is nothing once any letter of it was changed, removed or added", () => {
    const token = signLink(LINK, KEY);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(..."abcXYZ019-_."), (at, letter) => {
        fc.pre(token[at] !== letter);
        expect(readLink(token.slice(0, at) + letter + token.slice(at + 1), KEY)).toBeNull();
        expect(readLink(token.slice(0, at) + token.slice(at + 1), KEY)).toBeNull();
        expect(readLink(token.slice(0, at) + letter + token.slice(at), KEY)).toBeNull();
      }),
    );
  });

  it.each(["", ".", "a.b", "x".repeat(10_000)])("is nothing when somebody made it up: %#", (token) => {
    expect(readLink(token, KEY)).toBeNull();
  });
});
