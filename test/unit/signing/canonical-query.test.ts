import { describe, expect, it } from "vitest";
import { canonicalQuery, wireQuery } from "../../../lib/signing/canonical-query.ts";

describe("canonicalQuery", () => {
  it.each([
    ["", ""],
    ["limit=2", "limit=2"],
    ["limit=2&offset=0", "limit=2&offset=0"],
    ["offset=0&limit=2", "limit=2&offset=0"],
    ["marker", "marker="],
    ["marker=", "marker="],
    ["&a=1&&b=2&", "a=1&b=2"],
    ["a=b=c", "a=b%3Dc"],
    ["a=b+c", "a=b%2Bc"],
    ["a=b%20c", "a=b%20c"],
    ["a=b c", "a=b%20c"],
    ["a=%7e%2a", "a=~%2A"],
    ["a=/?:@", "a=%2F%3F%3A%40"],
    ["q=项", "q=%E9%A1%B9"],
    ["x[]=1", "x%5B%5D=1"],
    ["id=10&id=9&id=100&id=9", "id=10&id=100&id=9&id=9"],
    ["a-b=2&a=5&a.b=3&aB=4&a_b=1&a1=6", "a=5&a-b=2&a.b=3&a1=6&aB=4&a_b=1"],
    ["键=v&a%20b=w&x%5B%5D=y", "a%20b=w&x%5B%5D=y&%E9%94%AE=v"],
    ["b&a", "a=&b="],
    ["=v", "=v"],
  ])("of %j is %j", (raw, expected) => {
    expect(canonicalQuery(raw)).toBe(expected);
  });

  it.each(["a=%", "a=%f", "%zz=1", "a=%ff", "a=\n", "a=\ud800"])("refuses %j", (raw) => {
    expect(() => canonicalQuery(raw)).toThrow(
      expect.objectContaining({
        code: "invalid-request",
        details: expect.objectContaining({ field: "url" }),
      }),
    );
  });
});

describe("wireQuery", () => {
  it("encodes alike and keeps the order given", () => {
    expect(wireQuery("tag=c&tag=a b&marker&limit=2")).toBe("tag=c&tag=a%20b&marker=&limit=2");
    expect(wireQuery("")).toBe("");
  });
});
