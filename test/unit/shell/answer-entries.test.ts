import { describe, expect, it } from "vitest";
import { ATTEMPTS_MAX } from "../../../lib/core/step-life.ts";
import { AutomationError } from "../../../lib/domain/errors.ts";
import type { Step } from "../../../lib/domain/step.ts";
import type { CallAnswer } from "../../../lib/ports/cloud.ts";
import { answerEntries, CAPACITY_RETRY_MS } from "../../../lib/shell/answer-entries.ts";
import { NOW } from "../../fixtures/resources.ts";
import { step } from "../core/entries.ts";

const ACCEPTED = {
  kind: "accepted",
  request: "req-1",
  created: null,
  order: null,
  status: null,
  updatedAtMs: null,
} as const;
const error = new AutomationError("conflict", "ModelArts.6357: busy", {
  details: { status: 400, cloudCode: "ModelArts.6357", requestId: "req-1" },
});
const ONCE: Partial<Step> = { verb: "reboot", repeat: "once-only" };

function answer(given: CallAnswer, steps: readonly Partial<Step>[] = [{}], attempts = 0) {
  const prepared = { signedAt: "", operation: "", send: () => Promise.resolve(given) };
  const ready = steps.map((one) => ({ step: step(one), attempts, machine: undefined, permits: [] }));
  return answerEntries({ id: "call-1", steps: ready, prepared }, given, { sentMs: NOW, nowMs: NOW + 120 });
}

const outcome = (kind: "rejected" | "busy" | "unsent" | "lost", of: Partial<Step>, attempts = 0) =>
  answer({ kind, error }, [of], attempts).map(({ phase, reason }) => `${phase} ${reason}`);

describe("an accepted call", () => {
  it("is written for each step that it carried", () => {
    const written = answer({ ...ACCEPTED, status: "STOPPING", updatedAtMs: NOW }, [{}, { id: "step-2" }]);
    expect(written.map((entry) => entry.step)).toEqual(["step-1", "step-2"]);
    expect(written[0]).toMatchObject({
      phase: "accepted",
      text: "the machine is STOPPING",
      call: "call-1",
      request: "req-1",
      durationMs: 120,
      details: { status: "STOPPING", updatedAtMs: NOW },
    });
  });

  it("says what will be made, or just that it was taken", () => {
    const made = answer({ ...ACCEPTED, created: "nb-9" }, [{ verb: "create-notebook", repeat: "once-only" }]);
    expect(made).toMatchObject([{ text: "it will be nb-9", details: { created: "nb-9" } }]);
    expect(answer(ACCEPTED)).toMatchObject([{ text: "the cloud took the call" }]);
    expect(answer(ACCEPTED)[0]?.details).not.toHaveProperty("created");
  });

  it("keeps the id of an order, with or without a machine", () => {
    const of: Partial<Step> = { verb: "create-dev-server", repeat: "once-only" };
    expect(answer({ ...ACCEPTED, order: "CS1" }, [of])).toMatchObject([
      { text: "the cloud took order CS1", details: { order: "CS1" } },
    ]);
    expect(answer({ ...ACCEPTED, created: "ds-9", order: "CS1" }, [of])).toMatchObject([
      { text: "it will be ds-9, order CS1", details: { created: "ds-9", order: "CS1" } },
    ]);
    expect(answer(ACCEPTED, [of])[0]?.details).not.toHaveProperty("order");
  });

  it("is the proof of a notebook lease", () => {
    expect(answer(ACCEPTED, [{ verb: "lease" }]).map(({ phase }) => phase)).toEqual([
      "accepted",
      "succeeded",
    ]);
  });
});

describe("a call that was not accepted", () => {
  it("is over when the cloud said no", () => {
    expect(outcome("rejected", {})).toEqual(["rejected rejected"]);
    expect(outcome("rejected", ONCE)).toEqual(["rejected rejected"]);
  });

  it("may be repeated a few times when it is convergent", () => {
    expect(outcome("busy", {})).toEqual(["deferred changing"]);
    expect(outcome("unsent", {})).toEqual(["deferred call-failed"]);
    expect(outcome("busy", {}, ATTEMPTS_MAX - 2)).toEqual(["deferred changing"]);
    expect(outcome("busy", {}, ATTEMPTS_MAX - 1)).toEqual(["rejected rejected"]);
    expect(outcome("unsent", {}, ATTEMPTS_MAX - 1)).toEqual(["failed call-failed"]);
  });

  it("is repeated where it must happen once only, if it certainly had no effect", () => {
    expect(outcome("busy", ONCE)).toEqual(["rejected rejected"]);
    expect(outcome("unsent", ONCE)).toEqual(["deferred call-failed"]);
  });

  const soldOut = (retryAfterMs?: number) =>
    new AutomationError("capacity", "ModelArts.6329: sold out", {
      details: { status: 400, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
    });
  const CREATE: Partial<Step> = { verb: "create-dev-server", repeat: "once-only", kind: "dev-server" };

  it.each([
    ["an order", CREATE],
    ["a start", { verb: "start" }],
  ] as const)("is repeated later where everything is sold out: %s", (_what, of) => {
    expect(answer({ kind: "rejected", error: soldOut() }, [of])).toMatchObject([
      {
        phase: "deferred",
        reason: "call-failed",
        text: "ModelArts.6329: sold out; nothing is left of it now; try 2 of 5 in 10m",
        details: { error: "capacity", retryAfterMs: CAPACITY_RETRY_MS },
      },
    ]);
    expect(answer({ kind: "rejected", error: soldOut() }, [of], ATTEMPTS_MAX - 2)).toMatchObject([
      { phase: "deferred" },
    ]);
    const [last] = answer({ kind: "rejected", error: soldOut() }, [of], ATTEMPTS_MAX - 1);
    expect(last).toMatchObject({
      phase: "failed",
      reason: "call-failed",
      text: "ModelArts.6329: sold out; nothing was left of it at any of 5 tries",
    });
    expect(last?.details).not.toHaveProperty("retryAfterMs");
  });

  it("is repeated no sooner than the cloud says", () => {
    const waits = (retryAfterMs: number) =>
      answer({ kind: "rejected", error: soldOut(retryAfterMs) })[0]?.details["retryAfterMs"];
    expect(waits(1_000)).toBe(CAPACITY_RETRY_MS);
    expect(waits(2 * CAPACITY_RETRY_MS)).toBe(2 * CAPACITY_RETRY_MS);
  });

  it("is over when a quota is used up, and says the way out", () => {
    const quota = new AutomationError("quota", "ModelArts.6302: too many instances");
    expect(answer({ kind: "rejected", error: quota }, [CREATE])).toMatchObject([
      {
        phase: "rejected",
        reason: "rejected",
        text: "ModelArts.6302: too many instances; the quota for dev-server in prod is used up: delete what nobody needs or have it raised, then ask again",
      },
    ]);
  });

  it("concludes nothing when its answer was lost", () => {
    expect(outcome("lost", {})).toEqual(["deferred answer-lost"]);
    expect(outcome("lost", ONCE)).toEqual(["deferred answer-lost"]);
  });

  it("keeps what helps to ask the vendor", () => {
    expect(answer({ kind: "rejected", error })).toMatchObject([
      {
        text: "ModelArts.6357: busy",
        request: "req-1",
        details: { error: "conflict", status: 400, cloudCode: "ModelArts.6357" },
      },
    ]);
    const bare = new AutomationError("connection", "refused");
    const [entry] = answer({ kind: "rejected", error: bare });
    expect(entry).toMatchObject({ request: null });
    expect(entry?.details).toEqual({ error: "connection" });
  });
});

it("measures no negative time when the clock went backwards", () => {
  const prepared = { signedAt: "", operation: "", send: () => Promise.resolve(ACCEPTED) };
  const steps = [{ step: step(), attempts: 0, machine: undefined, permits: [] }];
  const [entry] = answerEntries({ id: "c", steps, prepared }, ACCEPTED, { sentMs: NOW, nowMs: NOW - 5 });
  expect(entry?.durationMs).toBe(0);
});
