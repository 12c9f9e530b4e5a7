import { describe, expect, it } from "vitest";
import type { StatusEntry } from "../../lib/domain/status.ts";
import { momentOf } from "./kill-moment.ts";

const entry = (phase: StatusEntry["phase"], call: string | null = null) =>
  ({ run: "r1", phase, call }) as StatusEntry;

const received = entry("received");
const decided = entry("decided");
const submitting = entry("submitting", "c1");
const accepted = entry("accepted", "c1");

describe("the moment of a kill", () => {
  it.each([
    ["starting", { listening: false, inFlight: 0, entries: [] }],
    ["sending", { listening: true, inFlight: 2, entries: [received, decided, submitting] }],
    ["accepting", { listening: true, inFlight: 1, entries: [received] }],
    ["deciding", { listening: true, inFlight: 0, entries: [received] }],
    ["following", { listening: true, inFlight: 0, entries: [received, decided, submitting, accepted] }],
    ["idle", { listening: true, inFlight: 0, entries: [] }],
  ])("is told from its traces: %s", (moment, traces) => {
    expect(momentOf(traces)).toBe(moment);
  });
});
