import { afterEach, describe, expect, it, vi } from "vitest";
import { checkCron, checkZone, cronFiresBetween, nextCronTime } from "../../../lib/core/cron.ts";

const at = (text: string) => Date.parse(text);

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("cronFiresBetween", () => {
  const weekdays = "0 20 * * 1-5";

  it("counts the end of the span and not its beginning", () => {
    const slot = at("2026-03-02T20:00:00Z");
    expect(cronFiresBetween(weekdays, "UTC", slot - 60_000, slot)).toBe(true);
    expect(cronFiresBetween(weekdays, "UTC", slot, slot + 60_000)).toBe(false);
    expect(cronFiresBetween(weekdays, "UTC", slot - 1, slot)).toBe(true);
    expect(cronFiresBetween(weekdays, "UTC", slot - 120_000, slot - 60_000)).toBe(false);
  });

  it("is false for an empty or reversed span", () => {
    const slot = at("2026-03-02T20:00:00Z");
    expect(cronFiresBetween(weekdays, "UTC", slot, slot)).toBe(false);
    expect(cronFiresBetween(weekdays, "UTC", slot + 60_000, slot - 60_000)).toBe(false);
  });

  it("fires in the hour of the zone, summer and winter", () => {
    const fires = (text: string) => cronFiresBetween(weekdays, "Europe/Berlin", at(text) - 60_000, at(text));
    expect(fires("2026-01-05T19:00:00Z")).toBe(true);
    expect(fires("2026-07-06T18:00:00Z")).toBe(true);
    expect(fires("2026-07-06T19:00:00Z")).toBe(false);
  });

  it("finds what was missed during a long silence", () => {
    expect(cronFiresBetween(weekdays, "UTC", at("2026-03-01T00:00:00Z"), at("2026-03-09T00:00:00Z"))).toBe(
      true,
    );
    // A weekend holds no weekday.
    expect(cronFiresBetween(weekdays, "UTC", at("2026-03-06T20:00:00Z"), at("2026-03-09T19:59:00Z"))).toBe(
      false,
    );
  });

  it("makes up for a time that daylight saving skips, once", () => {
    const gap = at("2026-03-29T01:00:00Z");
    expect(nextCronTime("30 2 * * *", "Europe/Berlin", gap - 3_600_000)).toBe(gap);
    expect(cronFiresBetween("30 2 * * *", "Europe/Berlin", gap, gap + 23 * 3_600_000)).toBe(false);
  });

  it("fires once in the hour that daylight saving repeats", () => {
    const first = at("2026-10-25T00:30:00Z");
    expect(nextCronTime("30 2 * * *", "Europe/Berlin", first - 1)).toBe(first);
    expect(cronFiresBetween("30 2 * * *", "Europe/Berlin", first, first + 23 * 3_600_000)).toBe(false);
  });

  it("is false for what never comes round", () => {
    expect(nextCronTime("0 0 31 2 *", "UTC", at("2026-03-01T00:00:00Z"))).toBeNull();
    expect(
      cronFiresBetween("0 0 31 2 *", "UTC", at("2026-03-01T00:00:00Z"), at("2026-04-01T00:00:00Z")),
    ).toBe(false);
  });

  it("does not look at the clock of the machine", () => {
    const ask = () => nextCronTime("0 0 29 2 *", "UTC", at("2026-03-01T00:00:00Z"));
    const now = ask();
    vi.useFakeTimers({ now: at("2090-01-01T00:00:00Z") });
    expect(ask()).toBe(now);
    expect(now).toBe(at("2028-02-29T00:00:00Z"));
  });
});

describe("checkCron", () => {
  it.each(["0 20 * * 1-5", "*/10 * * * *", "0 9 1,15 * *", "0 9 * * MON", "0 0 29 2 *", " 0  20 * * 1 "])(
    "accepts %s",
    (cron) => {
      expect(checkCron(cron)).toBeNull();
    },
  );

  it.each([
    ["0 20 * *", "five fields"],
    ["0 0 20 * * 1", "five fields"],
    ["@daily", "five fields"],
    ["2026-01-01T00:00:00Z", "five fields"],
    ["61 * * * *", "is not a cron expression: Invalid value for minute: 61"],
    ["0 20 * * 1-9", "is not a cron expression: Invalid"],
    ["x * * * *", "(x) contains illegal characters"],
  ])("refuses %s, with an example", (cron, message) => {
    const problem = checkCron(cron);
    expect(problem?.message).toContain(message);
    expect(problem?.hint).toBe('for example "0 20 * * 1-5", at 20:00 from Monday to Friday');
  });

  it("refuses one that never comes round", () => {
    expect(checkCron("0 0 31 2 *")).toEqual({ message: "never comes round", hint: "check day and month" });
  });

  it("refuses one of more than 100 characters", () => {
    const minutes = (length: number) =>
      `${"1,".repeat(60).slice(0, length - " * * * *".length - 1)}2 * * * *`;
    expect(minutes(100)).toHaveLength(100);
    expect(checkCron(minutes(100))).toBeNull();
    expect(checkCron(minutes(102))?.message).toContain("five fields");
  });
});

describe("checkZone", () => {
  it.each([
    "UTC",
    "Europe/Berlin",
    "Asia/Shanghai",
    "Asia/Calcutta",
    "Etc/GMT+1",
    "America/Argentina/Ushuaia",
  ])("accepts %s", (zone) => {
    expect(checkZone(zone)).toBeNull();
  });

  it.each(["+01:00", "local", "", "Mars/Olympus", "Europe/Berlin\n"])("refuses %j", (zone) => {
    expect(checkZone(zone)?.message).toContain("is not a time zone");
  });

  it("guesses what was meant, or gives examples", () => {
    expect(checkZone("Europe/Berln")?.hint).toBe('did you mean "Europe/Berlin"?');
    expect(checkZone("+01:00")?.hint).toBe("for example Europe/Berlin or Asia/Shanghai");
  });

  it("quotes the beginning of a long name only", () => {
    expect(checkZone("z".repeat(65))?.message).toBe(`"${"z".repeat(64)}" is not a time zone`);
  });

  it("refuses what is no name also where the runtime would take it", () => {
    vi.spyOn(Intl, "DateTimeFormat").mockImplementation(class {} as never);
    expect(checkZone("z".repeat(64))).toBeNull();
    for (const zone of ["+01:00", "+Etc/GMT", "Etc/GMT+01:00", "z".repeat(65)]) {
      expect(checkZone(zone)?.message).toContain("is not a time zone");
    }
  });
});
