import { describe, expect, it } from "vitest";
import { actsByHours, hoursGuard } from "../../../../lib/core/guards/hours-guard.ts";
import type { RecentAction } from "../../../../lib/domain/facts.ts";
import type { Calendar, Hours } from "../../../../lib/domain/hours.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import { facts, HOUR, MINUTE, NOW, notebook, stopped } from "../../../fixtures/resources.ts";
import { hours } from "../hours/hours-of.ts";
import { candidate } from "./candidate.ts";

// These tests happen at noon on a Thursday, which in Berlin is 13:00.
const AT_WORK = { on: "Mon-Fri 07:00-20:00" };
const AT_LUNCH = { off: "12:30-13:30" };

function veto(verb: "stop" | "start" | "lease", parts: Partial<Hours>, resource?: Resource) {
  const policy = { hours: hours(parts) };
  return hoursGuard(candidate({ verb, policy, ...(resource && { resource }) }));
}

describe("stop-only and start-only", () => {
  it("stops only while a machine is wanted off", () => {
    expect(veto("stop", AT_WORK)).toEqual({
      reason: "in-use-hours",
      text: "it is wanted on now: on is Mon-Fri 07:00-20:00 in Europe/Berlin",
    });
    expect(veto("stop", AT_LUNCH)).toBeUndefined();
  });

  it("starts only while a machine is wanted on", () => {
    expect(veto("start", AT_LUNCH)).toEqual({
      reason: "off-hours",
      text: "it is wanted off now: off is 12:30-13:30 in Europe/Berlin",
    });
    expect(veto("start", AT_WORK)).toBeUndefined();
  });

  it("tells why it acts where hours alone decide", () => {
    const acting = (verb: "stop" | "start", parts: Partial<Hours>) =>
      actsByHours(candidate({ verb, policy: { hours: hours(parts) } }))?.reason;
    expect(acting("stop", AT_LUNCH)).toBe("off-hours");
    expect(acting("start", AT_WORK)).toBe("on-hours");
    expect(acting("stop", { within: "Thu" })).toBeUndefined();
    expect(actsByHours(candidate())).toBeUndefined();
  });
});

describe("what hours do not bind", () => {
  it("is a policy without hours", () => {
    expect(hoursGuard(candidate())).toBeUndefined();
  });

  it("is what a person asks for", () => {
    const policy = { hours: hours(AT_WORK) };
    expect(
      hoursGuard({ ...candidate({ policy }), intent: candidate({ person: true }).intent }),
    ).toBeUndefined();
  });
});

describe("maintenance windows", () => {
  it("are the only times at which a policy does anything", () => {
    expect(veto("lease", { within: "1st Sun 02:00-04:00" })).toEqual({
      reason: "out-of-window",
      text: "this policy acts only within 1st Sun 02:00-04:00 in Europe/Berlin",
    });
    expect(veto("lease", { within: "3rd Thu" })).toBeUndefined();
  });
});

describe("minimum uptime", () => {
  const up = (ms: number | null) =>
    veto("stop", { minUptimeMs: 2 * HOUR }, notebook({ updatedAtMs: ms === null ? null : NOW - ms }));

  it("leaves a machine up for a while after its last change", () => {
    expect(up(2 * HOUR - 1)).toMatchObject({ reason: "young" });
    expect(up(HOUR)?.text).toBe("it is up for 1h; it stays up for 2h");
    expect(up(2 * HOUR)).toBeUndefined();
  });

  it("does not guess where the cloud tells nothing", () => {
    expect(up(null)?.reason).toBe("young");
  });
});

describe("hours that cannot be told", () => {
  it("leave machines alone, whatever would be done", () => {
    for (const verb of ["stop", "start"] as const) {
      expect(veto(verb, { ...AT_WORK, zones: ["team"] })?.reason).toBe("no-zone");
      expect(veto(verb, { off: "workday", calendar: "gone.yaml" })?.reason).toBe("no-calendar");
    }
  });

  it.each(["off", "within"] as const)("are those of a calendar that ended: %s", (key) => {
    const calendar: Calendar = {
      ...{ version: 1, source: "made up", holidays: ["2025-01-01"], workdays: [], until: "2025-12-31" },
    };
    const calendars = { "de.yaml": calendar };
    const policy = { hours: hours({ [key]: "holiday", calendar: "de.yaml" }) };
    expect(hoursGuard(candidate({ policy, config: { calendars } }))).toEqual({
      reason: "no-calendar",
      text: "the calendar de.yaml does not tell of today",
    });
  });
});

describe("starting again", () => {
  const machine = stopped(notebook({ updatedAtMs: NOW - 10 * HOUR + 3 * MINUTE }));
  const ours: RecentAction = {
    ...{ resource: machine.ref, action: "stop", owner: "anna", atMs: NOW - 10 * HOUR, policy: "nights" },
  };

  function start(last: RecentAction | undefined, resource = machine) {
    const known = facts({ lastAction: new Map(last ? [[machine.ref, last]] : []) });
    const policy = { hours: hours({ ...AT_WORK, starts: true }) };
    const { intent, ...rest } = candidate({ resource, facts: known, policy });
    return hoursGuard({ ...rest, intent: { ...intent, verb: "start" } });
  }

  it("takes back this policy's own stop", () => {
    expect(start(ours)).toBeUndefined();
  });

  it.each([
    ["a stop of another policy", { ...ours, policy: "budget" }],
    ["a person's stop", { ...ours, policy: "(direct)" }],
    ["a start", { ...ours, action: "start" } as const],
    ["nothing that is known", undefined],
  ])("takes back nothing after %s", (_, last) => {
    expect(start(last)?.reason).toBe("not-ours");
  });

  it("takes back nothing when somebody changed the machine since", () => {
    const touched = stopped(notebook({ updatedAtMs: NOW - 5 * HOUR }));
    expect(start(ours, touched)?.reason).toBe("not-ours");
  });
});
