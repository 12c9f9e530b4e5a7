import { expect, it } from "vitest";
import { timeMsOf } from "../../../lib/sources/time-ms.ts";

const AT = Date.UTC(2026, 2, 2, 7, 11, 40);

it.each([
  ["2026/03/02 15:11:40 GMT+08:00", AT],
  ["2026-03-02T07:11:40Z", AT],
  ["2026-03-02T08:11:40.000+01:00", AT],
  [AT, AT],
  [AT / 1_000, AT],
  [String(AT), AT],
  [String(AT / 1_000), AT],
  ["2026/03/02 15:11:40", null],
  ["2026-03-02T07:11:40", null],
  ["yesterday", null],
  [-1, null],
  [Number.NaN, null],
  [1e30, null],
  [{}, null],
])("%j is %j", (value, expected) => {
  expect(timeMsOf(value)).toBe(expected);
});
