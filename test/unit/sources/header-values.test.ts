import { expect, it } from "vitest";
import { headerValue, headerValues } from "../../../lib/sources/header-values.ts";

it("header names are found in any case", () => {
  expect(headerValue({ "X-Hub-SIGNATURE": "a" }, "x-hub-signature")).toBe("a");
});

it("blanks around a value do not belong to it", () => {
  expect(headerValue({ a: " b\t" }, "a")).toBe("b");
});

it("a header that may stand there once is missing when it is repeated, in whatever way", () => {
  expect(headerValue({ a: ["b", "c"] }, "a")).toBeNull();
  expect(headerValue({ a: "b", A: "c" }, "a")).toBeNull();
});

it("all values of a list are found, empty and monstrous ones are not", () => {
  expect(headerValues({ A: ["b", ""], a: "c", x: "d" }, "a")).toEqual(["b", "c"]);
  expect(headerValues({ a: "b".repeat(8_193) }, "a")).toEqual([]);
});

it("names that every object inherits are no headers", () => {
  expect(headerValue({}, "constructor")).toBeNull();
  expect(headerValue({ a: undefined }, "a")).toBeNull();
});
