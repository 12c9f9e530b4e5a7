import { expect, it } from "vitest";
import { describeEvidence, describeVerdict } from "../../../lib/core/describe-verdict.ts";
import { HOUR, measurement, notebook } from "../../fixtures/resources.ts";
import { verdict } from "./verdicts.ts";

const plain = verdict(notebook());

it("is the verdict's own sentence where it has one", () => {
  expect(describeVerdict(plain)).toBe("the policy applies");
});

it("lets the evidence speak where there is none", () => {
  const idle = {
    ...plain,
    intent: { ...plain.intent, policy: { ...plain.intent.policy, idleMs: 2 * HOUR } },
    text: "",
    evidence: [
      { signal: "cpu", says: "idle", measured: measurement("cpu"), limit: 5 },
      { signal: "gpu", says: "absent", measured: null, limit: 1 },
    ],
  } as const;
  expect(describeVerdict(idle)).toBe(
    "over 2h: cpu idle: 0.5 % (limit 5, 22 points, AOM); gpu absent: no points",
  );
});

it("tells how many points were expected only where some are missing", () => {
  const few = measurement("cpu", { points: 9, expected: 22 });
  const evidence = [{ signal: "cpu", says: "stale", measured: few, limit: 5 }] as const;
  expect(describeVerdict({ ...plain, text: "", evidence })).toContain("(limit 5, 9 of 22 points, AOM)");
});

it("tells what casts doubt on a measurement", () => {
  const say = (overrides: Parameters<typeof measurement>[1], devicesWanted?: number) =>
    describeEvidence({
      ...{ signal: "gpu", says: "stale", measured: measurement("gpu", overrides), limit: 1 },
      ...(devicesWanted !== undefined && { devicesWanted }),
    });
  const devices = { known: 1, seen: 1 };
  expect(say({ devices })).toBe("0.5 % (limit 1, 22 points, AOM)");
  expect(say({ devices }, 8)).toBe("0.5 % (limit 1, 22 points, only 1 of 8 GPUs, AOM)");
  expect(say({ impossible: 2 })).toBe("0.5 % (limit 1, 22 points, 2 points above what there can be, AOM)");
  const none = { max: Number.NaN, points: 0, newestAtMs: Number.NaN, ignored: 1 };
  expect(say(none)).toBe(
    "no points that count (1 point left out: below zero, no number or in the future, AOM)",
  );
});

it("keeps a sentence that was put in the evidence's place, as by a cap", () => {
  const evidence = [{ signal: "cpu", says: "idle", measured: null, limit: 5 }] as const;
  expect(describeVerdict({ ...plain, text: "at most 10 in one run", evidence })).toBe(
    "at most 10 in one run",
  );
});

it("says nothing where there is nothing to say", () => {
  expect(describeVerdict({ ...plain, text: "" })).toBe("");
});
