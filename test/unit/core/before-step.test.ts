import { describe, expect, it } from "vitest";
import { beforeStep } from "../../../lib/core/before-step.ts";
import { PHASES_OF_MACHINE, type Standing } from "../../../lib/domain/resource.ts";
import { type VerbName, verb } from "../../../lib/domain/verbs.ts";
import { HOUR, hold, NOW, notebook } from "../../fixtures/resources.ts";
import { step } from "./entries.ts";

function stepOf(name: VerbName) {
  const { repeat } = verb(name);
  return step({ verb: name, repeat: repeat === "once-only" ? "once-only" : "convergent" });
}

function outcome(name: VerbName, standing: Standing | "absent"): string {
  const machine = standing === "absent" ? undefined : notebook({ standing, status: standing.toUpperCase() });
  const ready = beforeStep(stepOf(name), { machine, nowMs: NOW });
  return "reason" in ready ? `${ready.kind} ${ready.reason}` : ready.kind;
}

const SKIP = "skipped superseded";
const SO = "succeeded already-so";
const GONE = "skipped not-found";

describe("beforeStep", () => {
  // In the order running, stopped, changing, failed, gone, unknown, absent.
  it.each<[VerbName, readonly string[]]>([
    ["stop", ["send", SO, "wait", "send", GONE, SKIP, GONE]],
    ["start", [SO, "send", "wait", "send", GONE, SKIP, GONE]],
    ["lease", ["send", SKIP, "wait", SKIP, GONE, SKIP, GONE]],
    ["reboot", ["send", SKIP, "wait", SKIP, GONE, SKIP, GONE]],
    ["reinstall-os", [SKIP, "send", "wait", SKIP, GONE, SKIP, GONE]],
    ["change-os", [SKIP, "send", "wait", SKIP, GONE, SKIP, GONE]],
    ["delete", ["send", "send", "wait", "send", SO, SKIP, SO]],
    ["create-notebook", ["send", "send", "send", "send", "send", "send", "send"]],
  ])("%s", (name, expected) => {
    expect([...PHASES_OF_MACHINE, "absent" as const].map((standing) => outcome(name, standing))).toEqual(
      expected,
    );
  });

  it("says what the machine is now", () => {
    expect(
      beforeStep(stepOf("stop"), {
        machine: notebook({ standing: "changing", status: "STARTING" }),
        nowMs: NOW,
      }),
    ).toEqual({
      kind: "wait",
      text: "the machine is STARTING",
    });
  });

  it.each<[VerbName, Standing, string]>([
    ["stop", "stopped", "the machine is STOPPED already"],
    ["stop", "gone", "the machine does not exist any more"],
    ["reboot", "stopped", "the machine is STOPPED now"],
    ["delete", "gone", "the machine is gone already"],
  ])("says why nothing was sent: %s, %s", (name, standing, text) => {
    const machine = notebook({ standing, status: standing.toUpperCase() });
    expect(beforeStep(stepOf(name), { machine, nowMs: NOW })).toHaveProperty("text", text);
  });

  it("sends nothing to a machine that was held since it was planned", () => {
    const held = { machine: notebook(), hold: hold(notebook().ref), nowMs: NOW };
    expect(beforeStep(stepOf("stop"), held)).toEqual({
      kind: "skipped",
      reason: "held",
      text: `held by ${held.hold.owner} since it was planned: ${held.hold.reason}`,
    });
    const off = { ...held, machine: notebook({ standing: "stopped" }) };
    expect(beforeStep(stepOf("stop"), off)).toMatchObject({ kind: "succeeded" });
  });

  it.each([
    [23, null, "skipped held"],
    [24, null, "send"],
    [8, { enabled: true, type: "timing", expiresAtMs: NOW + HOUR }, "send"],
  ] as const)(
    "sets no lease that would end before a hold of a day since: %d hours",
    (hours, lease, expected) => {
      const seen = { machine: notebook({ lease }), hold: hold(notebook().ref), nowMs: NOW };
      const ready = beforeStep({ ...stepOf("lease"), parameters: { type: "timing", hours } }, seen);
      expect("reason" in ready ? `${ready.kind} ${ready.reason}` : ready.kind).toBe(expected);
    },
  );

  // In the order running, stopped, changing, failed, gone, unknown, absent.
  it("cleans up behind a failed order only what is failed still", () => {
    const cleanUp = { ...stepOf("delete"), onlyWhile: "failed" } as const;
    const outcomes = [...PHASES_OF_MACHINE, "absent" as const].map((standing) => {
      const machine =
        standing === "absent" ? undefined : notebook({ standing, status: standing.toUpperCase() });
      const ready = beforeStep(cleanUp, { machine, nowMs: NOW });
      return "reason" in ready ? `${ready.kind} ${ready.reason}` : ready.kind;
    });
    expect(outcomes).toEqual([SKIP, SKIP, SKIP, "send", SO, SKIP, SO]);
    expect(beforeStep(cleanUp, { machine: notebook(), nowMs: NOW })).toHaveProperty(
      "text",
      "the machine is RUNNING and not failed any more, so it is left alone",
    );
  });
});
