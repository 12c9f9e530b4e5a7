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
  readonly atMs: number;
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

/** Until when a machine was surely off that nobody saw come up: a saving is rather told too small. */
function seenOffUntilMs({ slotMs, standing }: MachineHistory, { sinceMs }: OpenStop): number {
  return standing === "stopped" ? Math.max(sinceMs, slotMs) : sinceMs;
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
  /** Runs and machines, in one text, where a stop only serves another verb. */
  readonly serving: Set<string>;
  readonly saved: Totals<Saved>;
  readonly policies: Totals<ByPolicy>;
  readonly saveNothing: MachineRow[];
}

function writeNothing(history: MachineHistory, book: Book): void {
  const { ref, name, owner, team, resource } = history;
  const text = resource?.stoppedCost.why ?? "stopping it does not lower the bill";
  book.saveNothing.push({ ref, name, owner, team, text });
}

/** By the plan or, where no price made it a sum, by how the machine is billed. */
function savesNothing({ resource }: MachineHistory, { saves }: OpenStop): boolean {
  return saves?.amount === 0 || resource?.stoppedCost.kind === "full";
}

function write(history: MachineHistory, stop: OpenStop, untilMs: number, book: Book): void {
  const isOfMonth = stop.sinceMs >= book.fromMs && stop.sinceMs < book.untilMs;
  const currency = stop.saves?.currency ?? null;
  const byOwner = book.saved.of([history.owner, history.team, currency]);
  const sums = [byOwner, book.policies.of([stop.policy, currency])];
  for (const sum of sums) sum.stops += isOfMonth ? 1 : 0;
  if (savesNothing(history, stop)) {
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
  if (stop === null) return;
  history.savedMs += Math.max(0, atMs - Math.max(stop.sinceMs, history.slotMs));
  if (book.isMeant(history)) write(history, stop, Math.min(atMs, book.untilMs), book);
}

function plan({ run, at, details }: StatusEntry, { planned, serving }: Book): void {
  const step = Step.safeParse(details["step"]);
  if (!step.success) return;
  const { id, verb, resource } = step.data;
  if (verb !== "stop" && verb !== "start") serving.add(`${run} ${resource}`);
  planned.set(id, { step: step.data, saves: Saves.parse(details["savesPerHour"]), atMs: Date.parse(at) });
}

/** A step that found the machine as wanted says nothing of when it came to be so. */
function backMs({ at, reason }: StatusEntry, history: MachineHistory): number {
  const { stop } = history;
  return reason === "already-so" && stop !== null ? seenOffUntilMs(history, stop) : Date.parse(at);
}

function succeed(entry: StatusEntry, known: Planned, history: MachineHistory, book: Book): void {
  const { step, saves } = known;
  const atMs = Date.parse(entry.at);
  // Never seen in a frame, a machine has the name and the owner that the plan knew.
  if (history.slotMs === 0) Object.assign(history, { name: step.name || step.resource, owner: step.owner });
  if (step.verb === "start" || step.verb === "delete") end(history, backMs(entry, history), book);
  // What was off already is somebody else's doing, and what is off around a rebuild is no saving.
  const isOurs = entry.reason !== "already-so" && !book.serving.has(`${entry.run} ${step.resource}`);
  if (step.verb !== "stop" || !isOurs || atMs >= book.untilMs) return;
  if (history.stop !== null) {
    // Two plans for one stop: the hours belong to the first. A plan made after that stop has seen the machine running.
    if (known.atMs <= history.stop.sinceMs) return;
    end(history, seenOffUntilMs(history, history.stop), book);
  }
  history.stop = { sinceMs: atMs, policy: step.policy, saves };
}

/** Begins with nothing saved. */
export function createSavings(scope: SavingsScope): Savings {
  const book: Book = {
    ...scope,
    planned: new Map(),
    serving: new Set(),
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
      if (known) succeed(entry, known, historyOf(known.step.resource), book);
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
