import { expect, it } from "vitest";
import { DEPTH_MAX, parseJsonBody } from "../../../lib/sources/parse-json-body.ts";

const parse = (text: string) => parseJsonBody(Buffer.from(text));

it("reads an object", () => {
  expect(parse('{"a":[1,{"b":null}]}')).toEqual({ a: [1, { b: null }] });
});

it("refuses what is no JSON object", () => {
  expect(["", "x", "[]", "1", "null", '"a"', '{"a":1', '{"a":1} x'].map(parse)).toEqual(Array(8).fill(null));
});

it("refuses bytes that are no UTF-8 instead of replacing them", () => {
  expect(parseJsonBody(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBeNull();
});

it("takes a body of the greatest depth and refuses one level more", () => {
  const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${"}".repeat(levels - 1)}`;
  expect(parse(nested(DEPTH_MAX))).not.toBeNull();
  expect(parse(nested(DEPTH_MAX + 1))).toBeNull();
});

it("survives nesting that would exhaust a recursion", () => {
  expect(parse(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`)).toBeNull();
});

it("drops keys named __proto__ on every level", () => {
  const value = parse('{"__proto__":{"x":1},"a":[{"__proto__":{"y":1},"b":2}]}');
  expect(JSON.stringify(value)).toBe('{"a":[{"b":2}]}');
});

it("refuses numbers that could not be written down again", () => {
  expect(parse('{"a":[1e999]}')).toBeNull();
  expect(parse('{"a":{"b":-1e999}}')).toBeNull();
});
