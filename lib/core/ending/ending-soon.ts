import type { Config } from "../../domain/config.ts";
import type { SeenMachine } from "../../domain/frame.ts";
import type { Hold } from "../../domain/hold.ts";
import type { LastVerdict } from "../../domain/memory.ts";
import type { ResourceRef } from "../../domain/resource.ts";
import { dayNumber } from "../hours/work-calendar.ts";
import type { Ending } from "./ending.ts";

const DAY_MS = 86_400_000;

/** What is known of exceptions, all of it from the store and the configuration. */
export interface EndingFacts {
  readonly nowMs: number;
  /** How far ahead is looked. */
  readonly withinMs: number;
  readonly config: Pick<Config, "policies" | "calendars" | "limits">;
  /** Those that stand. */
  readonly holds: readonly Hold[];
  /** Machines as the last frames of the fleet told them. */
  readonly machines: ReadonlyMap<ResourceRef, SeenMachine>;
  /** By policy, then by resource. */
  readonly lastVerdicts: Readonly<Record<string, ReadonlyMap<ResourceRef, LastVerdict>>>;
}

/** What is told of a machine: who owns it, and what people call it. */
function machineOf(ref: ResourceRef, { machines }: EndingFacts): Pick<Ending, "subject" | "name" | "owner"> {
  const seen = machines.get(ref);
  return { subject: ref, name: seen?.resource?.name ?? ref, owner: seen?.owner ?? null };
}

function heldEndings(facts: EndingFacts): readonly Ending[] {
  return facts.holds.map(({ resource, owner, until, reason }) => ({
    ...machineOf(resource, facts),
    ...{ kind: "hold", owner, endsAt: until, text: `held by ${owner}: ${reason}` },
  }));
}

/** When a person's start was, as far as the memory tells it; it is no later than the verdict that respected it. */
function startedMs({ atMs, memory }: LastVerdict, respectMs: number): number {
  return memory.restartsMs?.findLast((ms) => ms <= atMs && ms > atMs - respectMs) ?? atMs;
}

function respectEndings(facts: EndingFacts): readonly Ending[] {
  return facts.config.policies.flatMap(({ name: policy, respectMs }) =>
    [...(facts.lastVerdicts[policy] ?? [])].flatMap(([ref, last]): readonly Ending[] => {
      if (last.reason !== "restarted") return [];
      const endsAt = new Date(startedMs(last, respectMs) + respectMs).toISOString();
      const text = `started again by a person, which ${policy} respects until then at the latest`;
      return [{ ...machineOf(ref, facts), kind: "respect", endsAt, text }];
    }),
  );
}

function leaseEndings(facts: EndingFacts): readonly Ending[] {
  return [...facts.machines].flatMap(([ref, { resource }]): readonly Ending[] => {
    const lease = resource?.standing === "running" ? resource.lease : null;
    if (!lease?.enabled || lease.type !== "timing" || lease.expiresAtMs === null) return [];
    const endsAt = new Date(lease.expiresAtMs).toISOString();
    return [
      { ...machineOf(ref, facts), kind: "lease", endsAt, text: "the cloud stops it when its lease ends" },
    ];
  });
}

/** A day ends with its last moment, in UTC. */
function endOfDay(day: string): string {
  return new Date((dayNumber(day) + 1) * DAY_MS).toISOString();
}

function configEndings({ calendars, limits }: EndingFacts["config"]): readonly Ending[] {
  const nobody = { owner: null } as const;
  return [
    ...Object.entries(calendars).map(([file, { until }]): Ending => {
      const text =
        "from then on nobody knows which days are worked, and the policies that go by it do nothing";
      return { ...nobody, kind: "calendar", subject: file, name: file, endsAt: endOfDay(until), text };
    }),
    ...limits.freeze.map(({ to, why }): Ending => {
      const text = "the freeze is over, and policies act again";
      return { ...nobody, kind: "freeze", subject: null, name: why, endsAt: endOfDay(to), text };
    }),
  ];
}

function byEnd(a: Ending, b: Ending): number {
  if (a.endsAt !== b.endsAt) return a.endsAt < b.endsAt ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** Everything that ends within the time asked for, the next one first. */
export function endingSoon(facts: EndingFacts): readonly Ending[] {
  const all = [
    ...heldEndings(facts),
    ...respectEndings(facts),
    ...leaseEndings(facts),
    ...configEndings(facts.config),
  ];
  return all
    .filter(({ endsAt }) => {
      const leftMs = Date.parse(endsAt) - facts.nowMs;
      return leftMs > 0 && leftMs <= facts.withinMs;
    })
    .sort(byEnd);
}
