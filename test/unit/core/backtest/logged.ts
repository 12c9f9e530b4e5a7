import { type BacktestOptions, createBacktest } from "../../../../lib/core/backtest/create-backtest.ts";
import type { Config } from "../../../../lib/domain/config.ts";
import type { SeenMachine, SeenSignal } from "../../../../lib/domain/frame.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import type { StatusEntry } from "../../../../lib/domain/status.ts";
import { rulebook } from "../../../fixtures/policies.ts";
import { HOUR, MINUTE, NOW } from "../../../fixtures/resources.ts";

/** An entry of the log, so many hours after noon. */
export function entryAt(hour: number, parts: Partial<StatusEntry>): StatusEntry {
  const at = new Date(NOW + hour * HOUR).toISOString();
  return {
    ...{ v: 1, run: `run-${hour}`, seq: 1, at, event: "tick", policy: null, resource: null, action: null },
    ...{ phase: "seen", reason: "fleet", text: "", step: null, call: null, request: null },
    ...{ durationMs: null, details: {} },
    ...parts,
  };
}

/** The signals of an hour of work, or of rest. */
export function signals(hour: number, works: boolean): SeenSignal[] {
  const newest = NOW + hour * HOUR - 5 * MINUTE;
  return (["cpu", "gpu", "network"] as const).map((name) => [name, works ? 70 : 0.3, 12, 10, newest]);
}

/** A machine as a frame tells of it. */
export function seen(resource: Resource, hour: number, works = false): SeenMachine {
  const { ref, status, standing } = resource;
  const told = standing === "running" ? signals(hour, works) : [];
  return { ref, status, standing, owner: null, team: null, price: null, signals: told, resource };
}

/** The whole frame of an hour. */
export function frame(
  hour: number,
  machines: readonly SeenMachine[],
  doubtful: readonly string[] = [],
): StatusEntry {
  const slot = new Date(NOW + hour * HOUR).toISOString();
  return entryAt(hour, { policy: "(fleet)", details: { slot, doubtful, machines, last: true } });
}

/** Something that was sent, by a policy or (under a name in brackets) a person. */
export function sent(
  hour: number,
  action: "stop" | "start" | "lease",
  policy: string,
  resource: string,
): StatusEntry {
  const parts = { action, policy, resource, step: `step-${hour}`, details: { owner: "anna" } };
  return entryAt(hour, { ...parts, phase: "submitting", reason: "submitting" });
}

export interface Played extends Partial<Omit<BacktestOptions, "before" | "after">> {
  readonly after: Partial<Config>;
  readonly before?: Partial<Config>;
}

/** Plays entries from noon on, a pass an hour. */
export function play(entries: readonly StatusEntry[], { after, before, ...options }: Played) {
  const backtest = createBacktest({
    ...{ fromMs: NOW, untilMs: NOW + 100 * HOUR, everyMs: HOUR },
    after: { name: "new", rulebook: rulebook(after) },
    before: before ? { name: "old", rulebook: rulebook(before) } : null,
    ...options,
  });
  for (const entry of entries) backtest.add(entry);
  return backtest.result();
}
