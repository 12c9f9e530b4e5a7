import type { FactsQuery } from "../core/facts-needed.ts";
import { type Judged, judge } from "../core/judge.ts";
import { whyUnsettled } from "../core/unsettled.ts";
import type { Facts } from "../domain/facts.ts";
import type { Intent } from "../domain/intent.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { ReadBounds } from "../ports/cloud.ts";
import { type FleetFacts, factsInPieces, PIECE_MACHINES } from "./gather-facts.ts";
import type { ShellPorts } from "./shell-ports.ts";

/** How a fleet is judged. */
export interface FleetOptions {
  readonly fleet: FleetFacts;
  readonly query: FactsQuery;
  readonly bounds: ReadBounds;
  /**
   * Takes the skips of a piece and keeps none of them: a clock judges every machine on every pass, and only the counts
   * of those it leaves alone are needed afterwards. Left out, every verdict is kept.
   */
  readonly onSkipped?: (skipped: readonly Verdict[]) => Promise<void>;
}

/** The verdicts that are left to plan with, and what there was to know. */
export interface FleetJudged {
  readonly judged: readonly Judged[];
  readonly facts: Facts;
}

interface Sum {
  readonly intent: Intent;
  readonly verdicts: Verdict[];
  readonly counted: Record<string, number>;
  readonly unsettled: Verdict[];
  notMeant: number;
}

/** Adds what one piece came to. Returns the skips that need not be kept. */
function add(
  sum: Sum,
  { verdicts, notMeant }: Judged,
  { keepsAll, nowMs }: { readonly keepsAll: boolean; readonly nowMs: number },
): readonly Verdict[] {
  sum.notMeant += notMeant;
  const skipped = keepsAll ? [] : verdicts.filter(({ act }) => !act);
  sum.unsettled.push(...skipped.filter((verdict) => whyUnsettled(verdict, nowMs) !== undefined));
  for (const verdict of verdicts) if (keepsAll || verdict.act) sum.verdicts.push(verdict);
  for (const { reason } of skipped) sum.counted[reason] = (sum.counted[reason] ?? 0) + 1;
  return skipped;
}

/** Measures and judges a fleet piece by piece. */
export async function judgeFleet(
  intents: readonly Intent[],
  ports: ShellPorts,
  { fleet, query, bounds, onSkipped }: FleetOptions,
): Promise<FleetJudged> {
  const sums = intents.map(
    (intent): Sum => ({ intent, verdicts: [], counted: {}, unsettled: [], notMeant: 0 }),
  );
  const signalTrouble: Record<string, string> = {};
  // What is asked for by name is sought in the whole fleet, and is told missing once.
  const atOnce = onSkipped ? PIECE_MACHINES : Number.MAX_SAFE_INTEGER;
  const how = { keepsAll: !onSkipped, nowMs: fleet.nowMs };
  for await (const piece of factsInPieces(ports, query, { fleet, atOnce, bounds })) {
    Object.assign(signalTrouble, piece.signalTrouble);
    const skipped = sums.flatMap((sum) => add(sum, judge(sum.intent, piece, ports.rulebook), how));
    await onSkipped?.(skipped);
  }
  return { judged: sums, facts: { ...fleet, measurements: {}, signalTrouble } };
}
