import { describe, expect, it } from "vitest";
import { createRunFold, ended, runState, type StepPhase } from "../../../lib/core/run-state.ts";
import type { StatusPhase } from "../../../lib/domain/status.ts";
import { at, NOW } from "../../fixtures/resources.ts";
import { decided, entries, type Line, planned, step } from "./entries.ts";

const PRE = { status: "RUNNING", updatedAtMs: NOW, imageId: null };
const submitting = (id = "step-1", details: Record<string, unknown> = { signedAt: at(500), pre: PRE }) =>
  ["submitting", { step: id, call: "call-1", details }] as const;

function stepOf(...lines: readonly Line[]) {
  const state = runState(entries(["received"], planned(step()), decided(), ...lines)).steps.get("step-1");
  if (!state) throw new Error("the step is not there");
  return state;
}

describe("runState", () => {
  it("knows nothing of an empty log", () => {
    expect(runState([])).toEqual({
      lastSeq: 0,
      announced: [],
      decided: false,
      finished: false,
      deferredFor: null,
      observed: 0,
      broken: 0,
      asked: null,
      answers: [],
      steps: new Map(),
    });
  });

  it("takes no part in what was only seen", () => {
    const lines: Line[] = [["received"], planned(step()), decided()];
    const bare = runState(entries(...lines));
    const withFrame = runState(entries(...lines.slice(0, 1), ["seen"], ...lines.slice(1)));
    expect({ ...withFrame, lastSeq: 0 }).toMatchObject({ decided: bare.decided, observed: bare.observed });
    expect([...withFrame.steps.keys()]).toEqual([...bare.steps.keys()]);
    expect(withFrame.lastSeq).toBe(bare.lastSeq + 1);
  });

  it("is undecided until the decision is complete, and its steps do not count", () => {
    const draft = runState(entries(["received"], planned(step())));
    expect(draft).toMatchObject({ lastSeq: 2, decided: false, steps: new Map() });
    const open = runState(entries(["received"], planned(step()), ["decided", { details: { plan: 1 } }]));
    expect(open.decided).toBe(false);
  });

  it("lets a draft whose decision was never completed not act, also after it was decided again", () => {
    const again = step({ id: "step-2" });
    const state = runState(
      entries(["received"], planned(step(), 1), planned(again, 2), decided(2), submitting("step-1")),
    );
    expect([...state.steps.keys()]).toEqual(["step-2"]);
    expect(state.steps.get("step-2")?.phase).toBe("waiting");
  });

  it("counts what the decision only observed, whatever was written line by line", () => {
    const counts = [
      { policy: "a", observe: 2 },
      { policy: "b", observe: 3 },
    ];
    expect(runState(entries(["received"], ["planned"], decided(1, counts))).observed).toBe(5);
    expect(runState(entries(["received"], decided(1, "broken"))).observed).toBe(0);
  });

  it("reads a step back whole", () => {
    expect(stepOf()).toEqual({
      step: step(),
      phase: "waiting",
      submission: null,
      attempts: 0,
      sinceMs: NOW + 1_000,
      deferredFor: null,
      notBeforeMs: NOW + 1_000,
      lateUntilMs: 0,
    });
  });

  it("leaves out a planned line that is no step of this version", () => {
    const odd = entries(["received"], ["planned", { details: { plan: 1, step: { id: "x" } } }], decided());
    expect(runState(odd).steps.size).toBe(0);
  });

  it("reads a submission back", () => {
    expect(stepOf(submitting())).toMatchObject({
      phase: "sent",
      attempts: 1,
      submission: { signedAtMs: NOW + 500, pre: PRE, call: "call-1", accepted: false, created: null },
    });
  });

  it.each([
    ["no time of signature", { pre: PRE }],
    ["one that is no time", { pre: PRE, signedAt: "yesterday" }],
  ])("takes the time of the line for a submission with %s", (_what, details) => {
    expect(stepOf(submitting("step-1", details)).submission?.signedAtMs).toBe(NOW + 3_000);
  });

  it("remembers no machine and no call when none was recorded", () => {
    expect(stepOf(["submitting", { step: "step-1", details: { pre: null } }]).submission).toMatchObject({
      pre: null,
      call: "",
    });
  });

  it("adds the cloud's answer to the submission", () => {
    const accepted = (details = {}) => ["accepted", { step: "step-1", details }] as const;
    expect(stepOf(submitting(), accepted()).submission).toMatchObject({ accepted: true, created: null });
    expect(stepOf(submitting(), accepted({ created: "nb-9" })).submission).toMatchObject({
      accepted: true,
      created: "nb-9",
      pre: PRE,
    });
    expect(stepOf(accepted({ created: 7 })).submission).toMatchObject({ accepted: true, created: null });
  });

  it.each<[StatusPhase, StepPhase]>([
    ["succeeded", "succeeded"],
    ["failed", "failed"],
    ["rejected", "failed"],
    ["skipped", "skipped"],
    ["unknown", "unknown"],
    ["accepted", "sent"],
    ["deferred", "waiting"],
    ["ignored", "sent"],
  ])("takes a line of phase %s as %s", (phase, expected) => {
    expect(stepOf(submitting(), [phase, { step: "step-1" }]).phase).toBe(expected);
  });

  it("lets a deferred step wait again, with its attempts counted", () => {
    expect(stepOf(submitting(), ["deferred", { step: "step-1" }])).toMatchObject({
      phase: "waiting",
      submission: null,
      attempts: 1,
      sinceMs: NOW + 4_000,
    });
    expect(stepOf(submitting(), ["deferred", { step: "step-1" }], submitting()).attempts).toBe(2);
  });

  it("leaves a step whose answer was lost where it is: sent, and to be told by its machine", () => {
    const lost = ["deferred", { step: "step-1", reason: "answer-lost" }] as const;
    expect(stepOf(submitting(), lost)).toMatchObject({ phase: "sent", submission: { call: "call-1" } });
  });

  it("takes a person's word after the outcome was unknown", () => {
    const unknown = [submitting(), ["unknown", { step: "step-1" }]] as const;
    expect(stepOf(...unknown, ["succeeded", { step: "step-1" }]).phase).toBe("succeeded");
    expect(stepOf(...unknown, ["deferred", { step: "step-1" }]).phase).toBe("waiting");
  });

  it("remembers why the run rests until something happens to a step", () => {
    const paused = ["deferred", { reason: "paused" }] as const;
    const first = [["received"], planned(step()), decided(), paused] as const;
    expect(runState(entries(...first)).deferredFor).toBe("paused");
    expect(runState(entries(...first, submitting())).deferredFor).toBeNull();
    expect(runState(entries(...first, ["ignored"])).deferredFor).toBe("paused");
  });

  it("is finished by its last line", () => {
    expect(runState(entries(["received"], decided(), ["finished"])).finished).toBe(true);
    expect(runState(entries(["received"], decided())).finished).toBe(false);
  });
});

describe("a step that was put off", () => {
  const deferred = (reason: "leased" | "call-failed", details: Record<string, unknown> = {}): Line => [
    "deferred",
    { step: "step-1", reason, details },
  ];

  it("says why, and when its turn may come again", () => {
    // The fourth line of the run, three seconds after its start.
    expect(stepOf(deferred("call-failed", { retryAfterMs: 30_000 }))).toMatchObject({
      phase: "waiting",
      deferredFor: "call-failed",
      notBeforeMs: NOW + 3_000 + 30_000,
    });
    expect(stepOf(deferred("leased"))).toMatchObject({ deferredFor: "leased", notBeforeMs: NOW + 3_000 });
  });

  it("gets no younger by being put off while it waits, so that it is given up one day", () => {
    expect(stepOf(deferred("leased"), deferred("call-failed")).sinceMs).toBe(NOW + 1_000);
    expect(stepOf(submitting(), deferred("call-failed")).sinceMs).toBe(NOW + 4_000);
  });

  it("forgets why as soon as something else happens to it", () => {
    expect(stepOf(deferred("leased"), submitting())).toMatchObject({ phase: "sent", deferredFor: null });
  });
});

describe("a call that may come in late", () => {
  const until = (mayArriveUntil: unknown): Line => [
    "deferred",
    { step: "step-1", reason: "call-failed", details: { mayArriveUntil } },
  ];
  const lateUntilMs = (...lines: readonly Line[]) => stepOf(...lines).lateUntilMs;

  it("is remembered by its step, the latest of several, whatever happens to it later", () => {
    const early = until(new Date(NOW + 60_000).toISOString());
    const late = until(new Date(NOW + 90_000).toISOString());
    expect(lateUntilMs(early)).toBe(NOW + 60_000);
    expect(lateUntilMs(early, submitting(), late)).toBe(NOW + 90_000);
    expect(lateUntilMs(late, submitting(), early)).toBe(NOW + 90_000);
    expect(lateUntilMs(late, ["succeeded", { step: "step-1" }])).toBe(NOW + 90_000);
  });

  it.each([undefined, "soon", 12])("is none when the entry names no moment (%s)", (value) => {
    expect(lateUntilMs(until(value))).toBe(0);
  });
});

describe("createRunFold", () => {
  it("tells the number of the plan that counts", () => {
    expect(runState(entries(["received"])).plan).toBeUndefined();
    expect(runState(entries(["received"], decided(7))).plan).toBe(7);
  });

  const whole = entries(
    ["received"],
    ["deferred", { reason: "broke" }],
    planned(step({ id: "draft" }), 1),
    planned(step(), 2),
    decided(2, [{ policy: "a", observe: 1 }]),
    submitting("step-1", { signedAt: at(500), pre: PRE, fence: 7 }),
    ["accepted", { step: "step-1", details: { created: "ds-9", order: "CS1" } }],
    planned(step({ id: "clean-up" }), 2),
    ["deferred", { reason: "paused" }],
    ["failed", { step: "step-1" }],
    ["finished", { reason: "some-failed" }],
  );

  it("says the same after any piece as of the whole up to there", () => {
    const fold = createRunFold();
    for (const [index, entry] of whole.entries()) {
      fold.add([entry]);
      expect(fold.state()).toEqual(runState(whole.slice(0, index + 1)));
    }
  });

  it.each([
    [7, 7],
    [null, null],
    [undefined, null],
    ["7", null],
    [1.5, null],
  ])("reads the fence %j as %j", (fence, expected) => {
    const read = stepOf(submitting("step-1", { signedAt: at(), pre: PRE, fence }));
    expect(read.submission?.fence).toBe(expected);
  });

  it("knows the lease a call was sent under and the order it made", () => {
    expect(runState(whole).steps.get("step-1")?.submission).toMatchObject({
      fence: 7,
      created: "ds-9",
      order: "CS1",
    });
  });

  it("counts what is planned later under the number of the decision, and no other draft", () => {
    expect([...runState(whole).steps.keys()]).toEqual(["step-1", "clean-up"]);
  });

  it("holds on to the first decision, and to the first plan of a step", () => {
    const late = step({ id: "late" });
    const twice = [
      ["received"],
      planned(step(), 1),
      planned(step(), 1),
      decided(1, [{ observe: 1 }]),
    ] as const;
    const again = runState(entries(...twice, decided(2, [{ observe: 9 }]), planned(late, 2)));
    expect([...again.steps.keys()]).toEqual(["step-1"]);
    expect(again.steps.get("step-1")?.sinceMs).toBe(NOW + 1_000);
    expect(again.observed).toBe(1);
  });

  it("counts no step that was put off as a pass that broke", () => {
    const off: Line = ["deferred", { step: "step-1", reason: "broke" }];
    expect(runState(entries(["received"], planned(step()), decided(), off)).broken).toBe(0);
  });

  it("counts the passes that died or broke off", () => {
    const lines: Line[] = [
      ["received"],
      ["deferred", { reason: "resumed" }],
      ["deferred", { reason: "paused" }],
      ["deferred", { reason: "broke" }],
    ];
    expect(runState(entries(...lines)).broken).toBe(2);
  });
});

describe("ended", () => {
  it.each<[StepPhase, boolean]>([
    ["waiting", false],
    ["sent", false],
    ["unknown", false],
    ["succeeded", true],
    ["failed", true],
    ["skipped", true],
  ])("%s: %s", (phase, expected) => {
    expect(ended({ ...stepOf(), phase })).toBe(expected);
  });
});
