import { describe, expect, it } from "vitest";
import { showMeant, showOn, showThen } from "../../../lib/cli/show-policy.ts";
import type { On } from "../../../lib/domain/policy.ts";

const FORMS: readonly (readonly [On, string])[] = [
  [{ kind: "every", everyMs: 600_000 }, "every 10m"],
  [{ kind: "cron", cron: "0 20 * * 1-5", zone: "Europe/Berlin" }, 'cron "0 20 * * 1-5" Europe/Berlin'],
  [{ kind: "budget", budget: "vision", at: 0.9 }, "budget vision at 90%"],
  [{ kind: "budget", budget: "vision", at: 0.29 }, "budget vision at 29%"],
  [{ kind: "ticket", source: "jira", when: null }, "ticket jira"],
  [{ kind: "webhook", source: "ci", when: "event.ok" }, "webhook ci"],
  [{ kind: "alarm", name: "gpu-*", when: null }, "alarm gpu-*"],
  [
    { kind: "audit", words: ["notebook.started", "notebook.created"], when: null },
    "audit notebook.started, notebook.created",
  ],
  [{ kind: "request", verbs: ["stop", "start"], from: ["inbox"] }, "request of stop, start"],
];

describe("showThen", () => {
  it("says what a policy does, and who has to agree to it", () => {
    const action = { verb: "stop", parameters: {} } as const;
    const approve = { by: 2, from: ["ops", "lea"], withinMs: 1 } as const;
    expect(showThen({ action, approve: null })).toBe("stop");
    expect(showThen({ action: null, approve: { ...approve, from: [...approve.from] } })).toBe(
      "what is asked for, if 2 of ops, lea agree",
    );
  });
});

describe("showOn", () => {
  it.each(FORMS)("writes what sets a policy off", (on, text) => {
    expect(showOn(on)).toBe(text);
  });
});

describe("showMeant", () => {
  it("joins idleness and condition, and is empty for every machine of the kinds", () => {
    expect(showMeant({ where: "flavor.gpu > 0", idleMs: 7_200_000 })).toBe("idle for 2h and flavor.gpu > 0");
    expect(showMeant({ where: null, idleMs: null })).toBe("");
  });

  it("tells both times where machines with accelerators have one of their own", () => {
    expect(showMeant({ where: null, idleMs: 21_600_000, idleAcceleratedMs: 3_600_000 })).toBe(
      "idle for 6h (with GPU or NPU 1h)",
    );
  });

  it("tells the hours as they were written", () => {
    const hours = { off: "Sat-Sun", on: null, within: "1st Sun", zones: ["Asia/Shanghai"] };
    const rest = { calendar: null, minUptimeMs: 0, starts: false };
    expect(showMeant({ where: null, idleMs: null, hours: { ...hours, ...rest } })).toBe(
      "hours off Sat-Sun; within 1st Sun (Asia/Shanghai)",
    );
  });
});
