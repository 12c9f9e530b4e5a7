import type { ChangeRow, Headline } from "../../core/backtest/change-rows.ts";
import { formatDuration } from "../../domain/duration.ts";
import { showAmount, showCount } from "../scan/show-amount.ts";

/** `2026-11-03 20:00`, in UTC: a pull request is read in many zones. */
export function utcMinute(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace("T", " ");
}

/** What is saved, currency by currency; hours where no price is known. */
export function savedText(saved: Readonly<Record<string, number>>): string {
  return Object.entries(saved)
    .map(([currency, amount]) => showAmount(amount, currency))
    .join(" + ");
}

function savedMore(saved: Headline["saved"]): readonly string[] {
  return Object.entries(saved)
    .filter(([, amount]) => Math.abs(amount) >= 0.005)
    .map(
      ([currency, amount]) =>
        `${showAmount(Math.abs(amount), currency)} ${amount > 0 ? "saved" : "less saved"}`,
    );
}

/** The difference in one line: `14 more stops, 3 of them while busy, 212.00 EUR saved`. */
export function headlineText(headline: Headline): string {
  const { more, moreBusy, fewer, moved, saved } = headline;
  if (more + fewer + moved === 0) return "no difference: both stop the same machines at the same times";
  const parts = [
    ...(more > 0 ? [showCount(more, "more stop"), `${moreBusy} of them while busy`] : []),
    ...(fewer > 0 ? [showCount(fewer, "fewer stop")] : []),
    ...(moved > 0 ? [`${moved} at another time or by another policy`] : []),
    ...savedMore(saved),
  ];
  return parts.join(", ");
}

function shiftText({ shiftMs, policyBefore }: ChangeRow): string {
  const by = policyBefore === null ? "" : `by another policy than ${policyBefore}`;
  if (shiftMs === null || shiftMs === 0) return by || "moved";
  const shift = `${formatDuration(Math.abs(shiftMs))} ${shiftMs < 0 ? "earlier" : "later"}`;
  return by === "" ? shift : `${shift}, ${by}`;
}

/** What changes for a machine: `3 more stops, 1 while busy`. */
export function changeText(row: ChangeRow): string {
  const { kind, totals } = row;
  const { stops, busy } = totals;
  const what = kind === "moved" ? shiftText(row) : showCount(stops, `${kind} stop`);
  const times = kind === "moved" && stops > 1 ? `${stops} times, the first ${what}` : what;
  return busy > 0 ? `${times}, ${busy} while busy` : times;
}
