import * as z from "zod";
import { type Judgement, type TrialHistory, trialHistory } from "../../core/trial/trial-history.ts";
import { createTrialReader, type TrialOutcome } from "../../core/trial/trial-outcome.ts";
import type { Policy } from "../../domain/policy.ts";
import type { StatusEntry } from "../../domain/status.ts";
import type { LogReader } from "../../ports/log-reader.ts";
import { readLogPages } from "../read-log-pages.ts";

const DAY_MS = 86_400_000;

/** What a trial would have done is told for so long. */
export const SHOWN_MS = 7 * DAY_MS;

/** Policies that come round rarely need a longer look, and a machine may be due since long before it is shown. */
const LOOK_BACK_MS = 35 * DAY_MS;

const PAGE_ENTRIES = 1_000;

/** What a decision says of the policies that it judged. `forms` is missing where an older Curfew wrote it. */
const Decided = z.object({
  counts: z.array(
    z.object({
      policy: z.string(),
      act: z.number(),
      observe: z.number(),
      skip: z.number(),
      notMeant: z.number(),
    }),
  ),
  forms: z.record(z.string(), z.string()).optional(),
});

/** Stands for whatever enforced a policy before decisions named its wording. */
const ENFORCED = "enforced";

/** A policy's trial as the log holds it. */
export interface Trial {
  readonly history: TrialHistory;
  readonly outcome: TrialOutcome;
  /** Since when the outcome is told, milliseconds since the epoch: seven days, or the whole trial if it is shorter. */
  readonly fromMs: number;
}

function judgementOf({ at, details }: StatusEntry, policy: string): Judgement | undefined {
  const decided = Decided.safeParse(details);
  const count = decided.data?.counts.find((one) => one.policy === policy);
  // A pass that found no machine, or could not read the lists, has judged nothing.
  if (!count || count.act + count.observe + count.skip + count.notMeant === 0) return undefined;
  const form = decided.data?.forms?.[policy] ?? (count.act > 0 ? ENFORCED : null);
  return { atMs: Date.parse(at), form };
}

function lookBackMs({ on }: Policy): number {
  return on.kind === "every" && on.everyMs <= DAY_MS ? SHOWN_MS : LOOK_BACK_MS;
}

/** Reads what the log holds of a policy's trial in its present wording. */
export async function readTrial(
  reader: LogReader,
  { policy, form, nowMs }: { readonly policy: Policy; readonly form: string; readonly nowMs: number },
): Promise<Trial> {
  const judgements: Judgement[] = [];
  const sinceMs = nowMs - lookBackMs(policy);
  const pageEntries = PAGE_ENTRIES;
  await readLogPages(reader, { filter: { phases: ["decided"], sinceMs }, pageEntries }, (entry) => {
    const judgement = judgementOf(entry, policy.name);
    if (judgement) judgements.push(judgement);
  });
  const history = trialHistory(judgements, { on: policy.on, form, nowMs });
  const fromMs = Math.max(nowMs - SHOWN_MS, history.firstMs ?? nowMs);
  const trial = createTrialReader({ fromMs });
  const filter = {
    policy: policy.name,
    phases: ["planned", "skipped"],
    sinceMs: nowMs - LOOK_BACK_MS,
  } as const;
  if (history.passes > 0) {
    await readLogPages(reader, { filter, pageEntries }, trial.add);
  }
  const untilMs = history.lastMs ?? nowMs;
  return { history, outcome: trial.outcome({ fromMs, untilMs }), fromMs };
}
