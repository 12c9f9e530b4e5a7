import { expect, it } from "vitest";
import { textAt } from "../../../lib/sources/json-path.ts";
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

it("keeps a whole number that would be rounded as the digits that were sent, so that two ids stay two", () => {
  const text = '{"a":9007199254740993,"b":[-9007199254740993],"c":{"d":123456789012345678901234567890}}';
  expect(parse(text)).toEqual({
    a: "9007199254740993",
    b: ["-9007199254740993"],
    c: { d: "123456789012345678901234567890" },
  });
  expect(textAt(parse(text), "a")).toBe("9007199254740993");
});

it("leaves numbers alone that are read as they were written, and texts that only look like numbers", () => {
  const text =
    '{"a":9007199254740992,"b":18446744073709552000,"c":0.12345678901234567890,"d":1234567890123456e3,"e":-0,' +
    '"f":"9007199254740993","9007199254740993":"x \\"\\\\ 9007199254740993"}';
  expect(parse(text)).toEqual(JSON.parse(text));
});

it("goes once over a long text with digits and escapes", () => {
  // Tried anew at each of its digits, this would take an hour.
  expect(parse(`{"a":${"1".repeat(1_500_000)}.5}`)).toBeNull();
  const text = `{"a":"${'\\"'.repeat(125_000)}","b":9007199254740993}`;
  expect(parse(text)).toMatchObject({ a: '"'.repeat(125_000), b: "9007199254740993" });
});
