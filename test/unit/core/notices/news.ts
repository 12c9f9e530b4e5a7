import type { RunNews, TellingConfig } from "../../../../lib/core/notices/told.ts";
import type { Config } from "../../../../lib/domain/config.ts";
import type { AutomationEvent } from "../../../../lib/domain/event.ts";
import type { SourceConfig } from "../../../../lib/domain/policy.ts";
import type { StatusEntry } from "../../../../lib/domain/status.ts";
import type { Step } from "../../../../lib/domain/step.ts";
import { type EntryParts, entryAt } from "../../../../lib/shell/entry.ts";
import { config, tick } from "../../../fixtures/policies.ts";
import { at, NOW } from "../../../fixtures/resources.ts";

type Team = Config["teams"][string];

export function team(tell: readonly string[], overrides: Partial<Team> = {}): Team {
  return { members: [], zone: null, calendar: null, tell: [...tell], ...overrides };
}

export function source(name: string, scheme: string, overrides: Partial<SourceConfig> = {}): SourceConfig {
  const nobody = { people: {}, rules: [], requester: null, approver: null, comment: null, callbackHosts: [] };
  return { name, scheme, secrets: [], byKind: {}, ...nobody, ...overrides };
}

export function telling(overrides: Partial<Config> = {}): TellingConfig {
  return config({ teams: { vision: team(["slack:#vision"]), "*": team(["slack:#all"]) }, ...overrides });
}

/** An entry of the run, numbered by its place. */
export function entry(seq: number, parts: EntryParts, atMs = NOW): StatusEntry {
  return { v: 1, run: "run-1", seq, event: "event-1", ...entryAt(atMs, parts) };
}

export function step(overrides: Partial<Step> = {}): Step {
  const { verb = "stop", name = "nb-1" } = overrides;
  return {
    ...{ id: `${verb}-${name}`, wave: 0, verb, policy: "nights", resource: `prod/notebook/${name}` },
    ...{ target: "prod", kind: "notebook", name, owner: "anna", parameters: {}, after: [] },
    repeat: "convergent",
    ...overrides,
  };
}

export function planned(seq: number, one: Step, team = "vision"): StatusEntry {
  const { id, policy, resource, verb } = one;
  const details = { plan: 1, step: one, team };
  return entry(seq, { phase: "planned", reason: "idle", policy, resource, action: verb, step: id, details });
}

export function ended(seq: number, one: Step, parts: Partial<EntryParts> = {}): StatusEntry {
  const { id, policy, resource, verb } = one;
  const done = { phase: "succeeded", reason: "confirmed", text: "the machine is STOPPED" } as const;
  return entry(seq, { ...done, policy, resource, action: verb, step: id, ...parts });
}

/** A run of which everything is new. */
export function news(entries: readonly StatusEntry[], event: AutomationEvent = tick()): RunNews {
  return { run: "run-1", type: event.type, source: event.source, event, entries, news: entries };
}

type ChatEvent = Extract<AutomationEvent, { type: "chat.message" }>;

/** Somebody says something in the chat that is called `chat`. */
export function said(text: string, data: Partial<ChatEvent["data"]> = {}): ChatEvent {
  return {
    ...{
      specversion: "1.0",
      id: "said-1",
      source: "chat",
      type: "chat.message",
      time: at(),
      trigger: "webhook",
    },
    data: {
      ...{ platform: "slack", team: "T1", user: "U1", channel: "C1", text, action: null, reply: "v1.sealed" },
      ...data,
    },
  };
}

export const CONTEXT = { config: telling(), nowMs: NOW } as const;
