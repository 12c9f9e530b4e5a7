import { describeMissing } from "../core/approval/settled.ts";
import type { Rulebook } from "../core/rulebook.ts";
import { runState } from "../core/run-state.ts";
import type { PlanAsk } from "../domain/approval.ts";
import { FIND_ENTRIES_MAX } from "../domain/status.ts";
import type { Store } from "../ports/store.ts";
import { hearAnswers } from "./hear-answers.ts";

/** Runs that wait for people, of which it is told. */
export const APPROVALS_MAX = 200;

/** A plan that people are asked about. */
export interface ApprovalView extends Pick<PlanAsk, "code" | "card" | "expiresAt" | "requester"> {
  readonly run: string;
  /** Who agreed so far. */
  readonly given: readonly string[];
  /** What is missing, in words: `1 of ops`; empty when the next pass goes on with it. */
  readonly missing: readonly string[];
  /** Whether it waits for nothing but the word of whoever asked. */
  readonly confirms: boolean;
}

type Reader = Pick<Store, "find" | "read">;

async function viewOf(
  reader: Reader,
  run: string,
  rulebook: Rulebook,
  nowMs: number,
): Promise<ApprovalView[]> {
  const stored = await reader.read(run);
  const state = runState(stored?.entries ?? []);
  const { asked, answers } = state;
  if (!stored || !asked || state.decided || state.finished || nowMs > asked.expiresMs) return [];
  const settlement = hearAnswers(stored.event, rulebook, { asked, answers });
  if (settlement.state === "denied") return [];
  const missing = settlement.state === "open" ? settlement.missing : [];
  const { code, card, expiresAt, requester } = asked;
  const given = settlement.state === "agreed" ? settlement.by : missing.flatMap((one) => one.given);
  return [
    {
      ...{ run, code, card, expiresAt, requester, given: [...new Set(given)] },
      missing: missing.map((one) => describeMissing(one, requester)),
      confirms: asked.demands.every(({ kind }) => kind === "confirmation"),
    },
  ];
}

/** The plans that people are asked about now, the one that is given up first coming first. At most {@link APPROVALS_MAX}. */
export async function readApprovals(
  reader: Reader,
  rulebook: Rulebook,
  nowMs: number,
): Promise<readonly ApprovalView[]> {
  const filter = { phases: ["deferred" as const], open: true };
  const { entries } = await reader.find(filter, { limit: FIND_ENTRIES_MAX, newest: true });
  const runs = entries.filter(({ reason }) => reason === "awaiting-approval").map(({ run }) => run);
  const views: ApprovalView[] = [];
  for (const run of [...new Set(runs)].slice(-APPROVALS_MAX)) {
    views.push(...(await viewOf(reader, run, rulebook, nowMs)));
  }
  return views.sort((a, b) => Date.parse(a.expiresAt) - Date.parse(b.expiresAt));
}
