import { TRIAL_MS, type TrialHistory, trialEndsMs } from "../../core/trial/trial-history.ts";
import type { TrialMachine, TrialOutcome } from "../../core/trial/trial-outcome.ts";
import { formatDuration } from "../../domain/duration.ts";
import type { Policy } from "../../domain/policy.ts";
import { cut } from "../cell-text.ts";
import { paintFor } from "../paint.ts";
import { showAmount, showCount } from "../scan/show-amount.ts";
import { showTime } from "../show-time.ts";
import { type Column, renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import type { Trial } from "./read-trial.ts";

/** Rows of the table; `--json` has them all. */
const ROWS_MAX = 20;

/** Names of machines without an owner. */
const OWNERLESS_MAX = 5;

/** The whole evidence of a verdict stands in the log. */
const WHY_WIDTH_MAX = 90;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Whole hours: a trial is measured in them. */
function hoursOf(ms: number): string {
  return `${Math.floor(ms / HOUR_MS)} h`;
}

function whyOf({ acts }: TrialMachine): string {
  return cut((acts.at(-1)?.text ?? "").replace(/^would [a-z-]+: /, ""), WHY_WIDTH_MAX);
}

/** Local time to the minute, with UTC beside it. */
const minute = (ms: number) => showTime(ms).replace(/^(\S+ \d\d:\d\d):\d\d/, "$1");

/** Sums of money, one for each currency. */
function sums(machines: readonly TrialMachine[]): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const { saved } of machines) {
    if (saved) totals.set(saved.currency, (totals.get(saved.currency) ?? 0) + saved.amount);
  }
  return totals;
}

const COLUMNS: readonly Column<TrialMachine>[] = [
  { title: "MACHINE", value: ({ name }) => name },
  { title: "OWNER", value: ({ owner }) => owner ?? "-", dropFirst: 2 },
  { title: "TIMES", value: ({ acts }) => String(acts.length), align: "right" },
  {
    title: "FIRST",
    value: ({ acts: [first] }) => (first ? `${minute(first.fromMs)}${first.before ? " (before)" : ""}` : ""),
  },
  { title: "HOURS", value: ({ hours }) => hours.toFixed(1), align: "right" },
  {
    title: "SAVED",
    value: ({ saved }) => (saved ? showAmount(saved.amount, saved.currency) : "-"),
    align: "right",
    dropFirst: 1,
  },
  { title: "WHY, THE LAST TIME", value: whyOf, flexible: true },
];

/** Who would have come back to a machine that was gone, and how soon. */
function usedAgain({ machines }: TrialOutcome, { respectMs, name }: Policy): readonly string[] {
  const after = machines.flatMap(({ busyAfterMs }) => busyAfterMs).toSorted((a, b) => a - b);
  const [soonest] = after;
  if (soonest === undefined) return ["in use again afterwards: never"];
  const soon = after.filter((ms) => ms <= respectMs).length;
  const within = respectMs > 0 ? `, ${soon} of them within ${formatDuration(respectMs)}` : "";
  const shortest = formatDuration(Math.ceil(soonest / MINUTE_MS) * MINUTE_MS);
  const times = `in use again afterwards: ${after.length} times${within}; the soonest after ${shortest}`;
  return soon === 0 ? [times] : [times, `look at these before you go on: curfew log --policy ${name}`];
}

function otherDoubts({ machines, ownerless }: TrialOutcome): readonly string[] {
  const count = (of: (machine: TrialMachine) => number) => machines.reduce((sum, one) => sum + of(one), 0);
  const again = count(({ startedAgain }) => startedAgain);
  const capped = count(({ acts }) => acts.filter((act) => act.capped).length);
  const names = ownerless.slice(0, OWNERLESS_MAX).join(", ");
  const more = ownerless.length > OWNERLESS_MAX ? `, and ${ownerless.length - OWNERLESS_MAX} more` : "";
  return [
    ...(again > 0 ? [`stopped by somebody else and started again: ${again} times`] : []),
    ...(capped > 0
      ? [
          `put off to a later pass by a cap (limits): ${capped} times; counted from when they were due, and with the caps by: curfew backtest --as-enforced`,
        ]
      : []),
    ...(ownerless.length > 0 ? [`never touched, since nobody is known to own them: ${names}${more}`] : []),
  ];
}

function moneyText({ machines }: TrialOutcome): string {
  const hours = machines.reduce((sum, one) => sum + one.hours, 0);
  const totals = [...sums(machines)].map(([currency, amount]) => showAmount(amount, currency));
  const unpriced = machines.filter(({ saved, hours: own }) => saved === null && own > 0).length;
  const without = unpriced > 0 ? `; ${showCount(unpriced, "machine")} without a price` : "";
  const money = totals.length > 0 ? `, ${totals.join(" and ")}` : "";
  return `${hours.toFixed(1)} hours${money}${without}`;
}

/** Shows what a policy would have done, in the time that its trial covers. */
export function showOutcome(trial: Trial, policy: Policy, terminal: Terminal): void {
  const { outcome, fromMs, history } = trial;
  if (history.passes === 0) return;
  const paint = paintFor(terminal.color);
  const verbs = [...new Set(outcome.machines.flatMap(({ acts }) => acts.map(({ verb }) => verb)))];
  const what = verbs.join(" or ") || policy.action?.verb || "act";
  const acts = outcome.machines.reduce((sum, one) => sum + one.acts.length, 0);
  const times = `${acts} ${acts === 1 ? "time" : "times"} on ${showCount(outcome.machines.length, "machine")}`;
  terminal.out(`since ${minute(fromMs)} ${paint.bold(policy.name)} would have asked for ${what} ${times}`);
  if (outcome.machines.length > 0) {
    const shown = outcome.machines.slice(0, ROWS_MAX);
    terminal.out("");
    for (const line of renderTable(COLUMNS, shown, { columns: terminal.columns, header: paint.dim })) {
      terminal.out(line);
    }
    const more = outcome.machines.length - shown.length;
    if (more > 0) terminal.out(`… and ${more} more (all of them: --json)`);
    terminal.out("");
    if (verbs.includes("stop")) {
      terminal.out(
        `a stop would have saved, from when it was due until the machine was used again or now: ${moneyText(outcome)}`,
      );
    }
  }
  const again = outcome.machines.length > 0 ? usedAgain(outcome, policy) : [];
  for (const line of [...again, ...otherDoubts(outcome)]) terminal.out(line);
}

/** What the log holds and what does not count of it, one sentence each. */
function leftOut({ otherFormMs, otherFleetMs, passesOfUnknownFleet }: TrialHistory): readonly string[] {
  return [
    ...(otherFormMs === null
      ? []
      : [
          `until ${minute(otherFormMs)} it was written otherwise or enforced; the time beside such a pass does not count`,
        ]),
    ...(otherFleetMs === null
      ? []
      : [
          `until ${minute(otherFleetMs)} it looked at other machines: a target had another cloud, region, project or endpoint than now; that does not count`,
        ]),
    ...(passesOfUnknownFleet === 0
      ? []
      : [
          `${showCount(passesOfUnknownFleet, "pass", "passes")} of an older Curfew do not count: they do not say which cloud, region and project they looked at`,
        ]),
  ];
}

/** Shows how long the policy was observed, and what is missing. */
export function showHistory({ history }: Trial, terminal: Terminal): void {
  const { passes, firstMs, lastMs, coveredMs, gaps } = history;
  if (firstMs === null || lastMs === null) {
    terminal.out(
      "the log holds no pass in which it was observed as it is written now and judged a machine of these targets",
    );
  } else {
    const from = `from ${minute(firstMs)} to ${minute(lastMs)}`;
    terminal.out(`observed for ${hoursOf(coveredMs)}: ${showCount(passes, "pass", "passes")} ${from}`);
  }
  for (const { fromMs, toMs } of gaps) {
    terminal.out(`  not judged from ${minute(fromMs)} to ${minute(toMs)}; that time does not count`);
  }
  for (const line of leftOut(history)) terminal.out(`  ${line}`);
}

/** Why a trial is not enough, and when it will be; `null` when it is. */
export function trialProblem({ history }: Trial, policy: Policy, nowMs: number): string | null {
  const { coveredMs, silentSinceMs, firstMs, otherFormMs, otherFleetMs, passesOfUnknownFleet } = history;
  const isShort = coveredMs < TRIAL_MS;
  if (!isShort && silentSinceMs === null) return null;
  const ends = minute(trialEndsMs(history, policy.on, nowMs));
  const onClock = policy.on.kind === "every" || policy.on.kind === "cron";
  const while_ = onClock ? "if it goes on being judged" : "if it is set off then";
  if (!isShort && silentSinceMs !== null) {
    return `it was last judged at ${minute(silentSinceMs)} although it is due more often; let it run (curfew serve, or curfew run), then ask again`;
  }
  const isEmpty = otherFormMs === null && otherFleetMs === null && passesOfUnknownFleet === 0;
  if (firstMs === null && isEmpty) {
    return `no pass that judged a machine by it is in the log; let curfew serve run, or curfew run again and again (with an emulator, curfew rehearse plays past days): there will be enough at ${ends}, ${while_}`;
  }
  return `${hoursOf(coveredMs)} of ${hoursOf(TRIAL_MS)} are in the log; there will be enough at ${ends}, ${while_}`;
}
