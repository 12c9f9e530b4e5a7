import { expect, it } from "vitest";
import { isJsonObject, listAt, textAt, valueAt } from "../../../lib/sources/json-path.ts";

it("reads a value under a path and nothing where the path breaks off", () => {
  expect(valueAt({ a: { b: 1 } }, "a", "b")).toBe(1);
  expect(valueAt({ a: null }, "a", "b")).toBeUndefined();
  expect(valueAt({ a: ["x"] }, "a", "0")).toBeUndefined();
});

it("sees own keys only, because every object inherits a toString", () => {
  expect(valueAt({}, "toString")).toBeUndefined();
  expect(textAt({ toString: "Approved" }, "toString")).toBe("Approved");
});

it("takes numbers as text and refuses everything else that is no text", () => {
  expect(textAt({ a: 7 }, "a")).toBe("7");
  expect([{ a: "" }, { a: true }, { a: {} }, {}].map((value) => textAt(value, "a"))).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

it("a missing list has no items", () => {
  expect(listAt({ a: [1] }, "a")).toEqual([1]);
  expect(listAt({ a: "1" }, "a")).toEqual([]);
});

it("an array is no object", () => {
  expect([{}, [], null, "x"].map(isJsonObject)).toEqual([true, false, false, false]);
});
