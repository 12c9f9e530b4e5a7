import { FLEET_POLICY, Frame } from "../../domain/frame.ts";
import type { PriceBook } from "../../domain/prices.ts";
import type { StatusEntry } from "../../domain/status.ts";
import { costRate } from "../spend/cost-rate.ts";
import { machineAdvice } from "./machine-advice.ts";
import { type MachineHistory, newHistory, see } from "./machine-history.ts";
import type { Account, MachineRow, Report } from "./report.ts";
import { createSavings, type Savings } from "./savings.ts";
import { createSpending, type Spending, targetOf } from "./spending.ts";

const HOUR_MS = 3_600_000;

/** What a report is about. */
export interface ReportOptions {
  readonly fromMs: number;
  /** End of the month, or now where it is not over. */
  readonly untilMs: number;
  readonly owner?: string | undefined;
  readonly team?: string | undefined;
  readonly pricesOf: (target: string) => PriceBook | undefined;
}

/** Reads the log from some weeks before the month on, entry by entry, and sums it up. */
export interface ReportBuilder {
  add(entry: StatusEntry): void;
  report(): Report;
}

interface Draft {
  readonly options: ReportOptions;
  readonly machines: Map<string, MachineHistory>;
  readonly slots: Set<number>;
  readonly spending: Spending;
  readonly savings: Savings;
  lastSlotMs: number;
  doubtful: readonly string[];
}

function historyOf(ref: string, { machines }: Draft): MachineHistory {
  const known = machines.get(ref) ?? newHistory(ref);
  machines.set(ref, known);
  return known;
}

function addFrame({ slot, machines, doubtful }: Frame, draft: Draft): void {
  const { fromMs, untilMs } = draft.options;
  const slotMs = Date.parse(slot);
  if (slotMs > untilMs) return;
  draft.lastSlotMs = slotMs;
  draft.doubtful = doubtful;
  if (slotMs > fromMs) draft.slots.add(slotMs);
  for (const machine of machines) {
    const history = historyOf(machine.ref, draft);
    // Told again by a pass that took up another's work, it is counted once.
    if (slotMs > history.slotMs) {
      // What was saved up to now is known first, so that no hour is both saved and spent.
      if (machine.standing === "running") draft.savings.seenRunning(history, machine, slotMs);
      draft.spending.charge(history, machine, slotMs);
    }
    see(history, machine, slotMs);
  }
}

/** Missing from a newer frame whose list is beyond doubt, a machine is gone. */
function isGone({ ref, slotMs }: MachineHistory, { lastSlotMs, doubtful }: Draft): boolean {
  const list = ref.split("/").slice(0, 2).join("/");
  return slotMs > 0 && slotMs < lastSlotMs && !doubtful.includes(list);
}

function diskText(
  { resource, standing, ref }: MachineHistory,
  { pricesOf }: ReportOptions,
): readonly string[] {
  if (resource === null || standing !== "stopped" || resource.stoppedCost.kind !== "storage") return [];
  const book = pricesOf(targetOf(ref));
  const perHour = costRate(resource, book).diskPerHour;
  if (book === undefined || perHour === 0) return ["its disks go on costing; size or price is not known"];
  return [`${resource.diskGb} GB of disk go on costing ${(perHour * 24).toFixed(2)} ${book.currency} a day`];
}

function isMeantBy({ owner, team }: ReportOptions): (account: Account) => boolean {
  return (account) =>
    (owner === undefined || account.owner === owner) && (team === undefined || account.team === team);
}

function reportOf(draft: Draft): Report {
  const { options, machines, spending, savings } = draft;
  const { fromMs, untilMs } = options;
  const isMeant = isMeantBy(options);
  for (const history of machines.values()) {
    savings.close(history, isGone(history, draft) ? history.slotMs : untilMs);
  }
  const alive = [...machines.values()].filter(
    (history) => history.slotMs > 0 && !isGone(history, draft) && isMeant(history),
  );
  const rowsOf = (textsOf: (history: MachineHistory) => readonly string[]): readonly MachineRow[] =>
    alive.flatMap((history) => {
      const { ref, name, owner, team } = history;
      return textsOf(history).map((text) => ({ ref, name, owner, team, text }));
    });
  return {
    ...{ fromMs, untilMs, spent: spending.rows(), ...savings.rows() },
    disks: rowsOf((history) => diskText(history, options)),
    advice: rowsOf((history) => machineAdvice(history, untilMs)),
    hoursSeen: draft.slots.size,
    hoursExpected: Math.max(0, Math.floor(untilMs / HOUR_MS) - Math.floor(fromMs / HOUR_MS)),
  };
}

/** Begins a report. Pure: what it knows comes from the entries, in the order of the log. */
export function createReport(options: ReportOptions): ReportBuilder {
  const { fromMs, untilMs, pricesOf } = options;
  const isMeant = isMeantBy(options);
  const draft: Draft = {
    ...{ options, machines: new Map(), slots: new Set(), lastSlotMs: 0, doubtful: [] },
    spending: createSpending({ fromMs, isMeant, pricesOf }),
    savings: createSavings({ fromMs, untilMs, isMeant }),
  };
  return {
    add: (entry) => {
      const frame = entry.policy === FLEET_POLICY ? Frame.safeParse(entry.details) : undefined;
      if (frame?.success) addFrame(frame.data, draft);
      else draft.savings.add(entry, (ref) => historyOf(ref, draft));
    },
    report: () => reportOf(draft),
  };
}
