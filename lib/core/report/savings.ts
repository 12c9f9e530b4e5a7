import * as z from "zod";
import type { SeenMachine } from "../../domain/frame.ts";
import type { StatusEntry } from "../../domain/status.ts";
import { Step } from "../../domain/step.ts";
import type { MachineHistory, OpenStop } from "./machine-history.ts";
import type { Account, MachineRow, Report } from "./report.ts";
import { byAmount, createTotals, type Totals } from "./totals.ts";

const HOUR_MS = 3_600_000;

/** What an hour without a machine saves, as the plan knew it. */
const Saves = z.object({ amount: z.number(), currency: z.string() }).nullable().catch(null);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Saved = Mutable<Report["saved"][number]>;
type ByPolicy = Mutable<Report["policies"][number]>;

interface Planned {
  readonly step: Step;
  readonly saves: OpenStop["saves"];
}

/** Sums up what stops save, stop by stop. */
export interface Savings {
  /** Takes in an entry about a step. */
  add(entry: StatusEntry, historyOf: (ref: string) => MachineHistory): void;
  /** A frame shows that somebody has started the machine again. */
  seenRunning(history: MachineHistory, machine: SeenMachine, slotMs: number): void;
  /** Ends a stop that goes on, at the latest then. */
  close(history: MachineHistory, atMs: number): void;
  rows(): Pick<Report, "saved" | "policies" | "saveNothing">;
}

/** When a machine that runs at a full hour came up: by its own word, else right after it was last seen off. */
function startedMs({ slotMs, stop }: MachineHistory, { resource }: SeenMachine): number {
  const told = resource?.updatedAtMs ?? null;
  const sinceMs = stop?.sinceMs ?? 0;
  return told !== null && told > sinceMs ? told : Math.max(slotMs, sinceMs);
}

/** For whom and when savings are counted. */
export interface SavingsScope {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly isMeant: (account: Account) => boolean;
}

interface Book extends SavingsScope {
  readonly planned: Map<string, Planned>;
  readonly saved: Totals<Saved>;
  readonly policies: Totals<ByPolicy>;
  readonly saveNothing: MachineRow[];
}

function writeNothing(history: MachineHistory, book: Book): void {
  const { ref, name, owner, team, resource } = history;
  const text = resource?.stoppedCost.why ?? "stopping it does not lower the bill";
  book.saveNothing.push({ ref, name, owner, team, text });
}

function write(history: MachineHistory, stop: OpenStop, untilMs: number, book: Book): void {
  const isOfMonth = stop.sinceMs >= book.fromMs && stop.sinceMs < book.untilMs;
  const currency = stop.saves?.currency ?? null;
  const byOwner = book.saved.of([history.owner, history.team, currency]);
  const sums = [byOwner, book.policies.of([stop.policy, currency])];
  for (const sum of sums) sum.stops += isOfMonth ? 1 : 0;
  if (stop.saves?.amount === 0) {
    if (isOfMonth) writeNothing(history, book);
    return;
  }
  const hours = Math.max(0, untilMs - Math.max(stop.sinceMs, book.fromMs)) / HOUR_MS;
  for (const sum of sums) {
    sum.hours += hours;
    sum.amount += hours * (stop.saves?.amount ?? 0);
  }
  if (stop.saves === null) byOwner.unpricedHours += hours;
}

function end(history: MachineHistory, atMs: number, book: Book): void {
  const { stop } = history;
  history.stop = null;
  if (stop !== null && book.isMeant(history)) write(history, stop, Math.min(atMs, book.untilMs), book);
}

function plan({ details }: StatusEntry, { planned }: Book): void {
  const step = Step.safeParse(details["step"]);
  if (!step.success) return;
  planned.set(step.data.id, { step: step.data, saves: Saves.parse(details["savesPerHour"]) });
}

function succeed(atMs: number, { step, saves }: Planned, history: MachineHistory, book: Book): void {
  // Never seen in a frame, a machine has the name and the owner that the plan knew.
  if (history.slotMs === 0) Object.assign(history, { name: step.name || step.resource, owner: step.owner });
  if (step.verb === "start") end(history, atMs, book);
  // Off already because of an earlier stop: the hours belong to that one.
  if (step.verb !== "stop" || history.stop !== null || atMs >= book.untilMs) return;
  history.stop = { sinceMs: atMs, policy: step.policy, saves };
}

/** Begins with nothing saved. */
export function createSavings(scope: SavingsScope): Savings {
  const book: Book = {
    ...scope,
    planned: new Map(),
    saved: createTotals(([owner = null, team = null, currency = null]) => ({
      ...{ owner, team, currency, stops: 0, hours: 0, amount: 0, unpricedHours: 0 },
    })),
    policies: createTotals(([policy, currency = null]) => ({
      ...{ policy: policy ?? "", currency, stops: 0, hours: 0, amount: 0 },
    })),
    saveNothing: [],
  };
  return {
    add: (entry, historyOf) => {
      if (entry.phase === "planned") plan(entry, book);
      const known = entry.phase === "succeeded" ? book.planned.get(entry.step ?? "") : undefined;
      if (known) succeed(Date.parse(entry.at), known, historyOf(known.step.resource), book);
    },
    seenRunning: (history, machine, slotMs) => {
      // Read before the stop was confirmed, a frame says nothing of what came after.
      if (history.stop === null || history.stop.sinceMs >= slotMs) return;
      end(history, startedMs(history, machine), book);
    },
    close: (history, atMs) => end(history, atMs, book),
    rows: () => ({
      saved: book.saved.values().toSorted(byAmount),
      policies: book.policies
        .values()
        .toSorted((a, b) => b.amount - a.amount || (a.policy < b.policy ? -1 : 1)),
      saveNothing: book.saveNothing,
    }),
  };
}
