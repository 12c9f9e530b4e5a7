import { groupBy } from "../../domain/group-by.ts";
import type { Backtest, StopChange, StopTotals } from "./backtest.ts";
import { totalsOf } from "./compare-stops.ts";

/** Changes of one machine that are told together. */
export interface ChangeRow {
  readonly kind: StopChange["kind"];
  readonly ref: string;
  readonly name: string;
  readonly owner: string | null;
  readonly policy: string;
  /** The policy of the other side, where it was another one that stopped it. */
  readonly policyBefore: string | null;
  /** The first of them, milliseconds since the epoch, and why. */
  readonly firstMs: number;
  readonly text: string;
  /** How much earlier (below 0) or later the first is than on the other side; `null`: the other has none. */
  readonly shiftMs: number | null;
  readonly totals: StopTotals;
}

function rowOf(changes: readonly StopChange[]): readonly ChangeRow[] {
  const [first] = changes;
  if (first === undefined) return [];
  const { kind, stop, before } = first;
  const { ref, name, owner, policy, text, atMs } = stop;
  return [
    {
      ...{ kind, ref, name, owner, policy, text, firstMs: atMs },
      policyBefore: before === null || before.policy === policy ? null : before.policy,
      shiftMs: before === null ? null : atMs - before.atMs,
      totals: totalsOf(changes.map((change) => change.stop)),
    },
  ];
}

/** The changes machine by machine, those while somebody was at work first, then the most hours. */
export function changeRows({ changes }: Pick<Backtest, "changes">): readonly ChangeRow[] {
  const groups = groupBy(changes, ({ kind, stop, before }) =>
    [kind, stop.ref, stop.policy, before?.policy ?? ""].join("\n"),
  );
  return [...groups.values()]
    .flatMap(rowOf)
    .toSorted(
      (a, b) => b.totals.busy - a.totals.busy || b.totals.hours - a.totals.hours || a.firstMs - b.firstMs,
    );
}

/** What a change of config comes to, in figures. */
export interface Headline {
  readonly more: number;
  readonly moreBusy: number;
  readonly fewer: number;
  readonly moved: number;
  /** What is saved more (below 0: less), by currency. */
  readonly saved: Readonly<Record<string, number>>;
}

/** Counts the changes, and what they are worth. */
export function headlineOf({ changes, before, after }: Backtest): Headline {
  const of = (kind: StopChange["kind"]) => changes.filter((change) => change.kind === kind);
  const currencies = [...new Set([...Object.keys(before.totals.saved), ...Object.keys(after.totals.saved)])];
  return {
    more: of("more").length,
    moreBusy: of("more").filter(({ stop }) => stop.busy).length,
    fewer: of("fewer").length,
    moved: of("moved").length,
    saved: Object.fromEntries(
      currencies.map((currency) => [
        currency,
        (after.totals.saved[currency] ?? 0) - (before.totals.saved[currency] ?? 0),
      ]),
    ),
  };
}
