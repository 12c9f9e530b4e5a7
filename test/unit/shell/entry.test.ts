import { describe, expect, it } from "vitest";
import { entryAt, stepEntry } from "../../../lib/shell/entry.ts";
import { at, NOW } from "../../fixtures/resources.ts";
import { step } from "../core/entries.ts";

describe("entryAt", () => {
  it("says null where something does not apply, and the sentence of the reason", () => {
    expect(entryAt(NOW, { phase: "finished", reason: "done" })).toEqual({
      at: at(),
      policy: null,
      resource: null,
      action: null,
      phase: "finished",
      reason: "done",
      text: "everything that was planned is done",
      step: null,
      call: null,
      request: null,
      durationMs: null,
      details: {},
    });
  });

  it("does not share its details with the caller", () => {
    const details: Record<string, unknown> = { counts: 1 };
    const entry = entryAt(NOW, { phase: "decided", reason: "matched", details });
    details["counts"] = 2;
    expect(entry.details).toEqual({ counts: 1 });
  });
});

describe("stepEntry", () => {
  it("names policy, machine, verb and step", () => {
    const entry = stepEntry(NOW, step(), {
      phase: "failed",
      reason: "step-failed",
      text: "why",
      call: "c",
      request: "r",
      durationMs: 5,
    });
    expect(entry).toMatchObject({
      policy: "nights",
      resource: "prod/notebook/nb-1",
      action: "stop",
      step: "step-1",
      text: "why",
      call: "c",
      request: "r",
      durationMs: 5,
    });
  });
});
