import type { StatusEntry, StatusPhase } from "../../../lib/domain/status.ts";
import type { Step } from "../../../lib/domain/step.ts";
import { at } from "../../fixtures/resources.ts";

/** A step to stop `nb-1`. */
export function step(overrides: Partial<Step> = {}): Step {
  return {
    id: "step-1",
    wave: 0,
    verb: "stop",
    policy: "nights",
    resource: "prod/notebook/nb-1",
    target: "prod",
    kind: "notebook",
    name: "vision-anna-nb-1",
    owner: "anna",
    parameters: {},
    after: [],
    repeat: "convergent",
    ...overrides,
  };
}

/** A phase and whatever else the line says. */
export type Line = readonly [phase: StatusPhase, parts?: Partial<StatusEntry>];

/** The entries of a run, numbered from 1, as they come back from a log. */
export function entries(...lines: readonly Line[]): readonly StatusEntry[] {
  const all = lines.map(([phase, parts], index) => ({
    v: 1,
    run: "run-1",
    seq: index + 1,
    at: at(index * 1_000),
    event: "tick-1",
    policy: null,
    resource: null,
    action: null,
    phase,
    reason: "matched",
    text: "",
    step: null,
    call: null,
    request: null,
    durationMs: null,
    details: {},
    ...parts,
  }));
  return JSON.parse(JSON.stringify(all));
}

export const planned = (of: Step, plan = 1): Line => [
  "planned",
  { step: of.id, details: { plan, step: of } },
];
export const decided = (plan = 1, counts: unknown = []): Line => [
  "decided",
  { details: { complete: true, plan, counts } },
];
