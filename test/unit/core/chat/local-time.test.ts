import { expect, it } from "vitest";
import { localTime } from "../../../../lib/core/chat/local-time.ts";

const AT = Date.parse("2026-07-10T18:00:00Z");
const BERLIN = { zone: "Europe/Berlin", language: "en", nowMs: AT } as const;

it.each([
  [AT, BERLIN, "Fri 20:00 Europe/Berlin (18:00 UTC)"],
  [AT, { ...BERLIN, language: "zh" }, "周五 20:00 Europe/Berlin（18:00 UTC）"],
  // Winter time.
  [Date.parse("2026-01-09T18:00:00Z"), BERLIN, "Fri 2026-01-09 19:00 Europe/Berlin (18:00 UTC)"],
  // Another day there than in UTC.
  [AT, { ...BERLIN, zone: "Asia/Shanghai" }, "Sat 02:00 Asia/Shanghai (Fri 18:00 UTC)"],
  [AT, { ...BERLIN, zone: "UTC" }, "Fri 18:00 UTC"],
  [AT, { ...BERLIN, zone: null }, "Fri 18:00 UTC"],
  // What this runtime does not know is told in UTC alone.
  [AT, { ...BERLIN, zone: "Mars/Olympus" }, "Fri 18:00 UTC"],
  [AT, { ...BERLIN, nowMs: AT - 7 * 86_400_000 }, "Fri 2026-07-10 20:00 Europe/Berlin (18:00 UTC)"],
  [
    AT,
    { ...BERLIN, zone: "Asia/Shanghai", nowMs: 0 },
    "Sat 2026-07-11 02:00 Asia/Shanghai (Fri 2026-07-10 18:00 UTC)",
  ],
] as const)("%d with %o is %s", (at, options, expected) => {
  expect(localTime(at, options)).toBe(expected);
});
