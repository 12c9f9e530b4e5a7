import * as z from "zod";
import {
  type Fleets,
  fleetSeen,
  type Judgement,
  type TrialHistory,
  trialHistory,
} from "../../core/trial/trial-history.ts";
import { createTrialReader, type TrialOutcome } from "../../core/trial/trial-outcome.ts";
import type { Policy } from "../../domain/policy.ts";
import { parseRef } from "../../domain/resource.ts";
import type { StatusEntry } from "../../domain/status.ts";
import type { LogReader } from "../../ports/log-reader.ts";
import { readLogPages } from "../../shell/read-log-pages.ts";

const DAY_MS = 86_400_000;

/** What a trial would have done is told for so long. */
export const SHOWN_MS = 7 * DAY_MS;

/** Policies that come round rarely need a longer look, and a machine may be due since long before it is shown. */
const LOOK_BACK_MS = 35 * DAY_MS;

const PAGE_ENTRIES = 1_000;

/** What a decision says of the policies that it judged. `forms` and `targets` are missing where an older Curfew wrote it. */
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
  targets: z.record(z.string(), z.string()).optional(),
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

/** Whose trial is read, and what counts for it. */
export interface TrialWanted {
  readonly policy: Policy;
  readonly form: string;
  /** The targets whose machines the policy means today; empty where that cannot be told, and then nothing counts. */
  readonly fleets: Fleets;
  readonly nowMs: number;
}

function judgementOf({ at, details }: StatusEntry, { policy, fleets }: TrialWanted): Judgement | undefined {
  const decided = Decided.safeParse(details);
  const count = decided.data?.counts.find((one) => one.policy === policy.name);
  // A pass that found no machine, or could not read the lists, has judged nothing.
  if (!count || count.act + count.observe + count.skip + count.notMeant === 0) return undefined;
  const form = decided.data?.forms?.[policy.name] ?? (count.act > 0 ? ENFORCED : null);
  return { atMs: Date.parse(at), form, fleet: fleetSeen(decided.data?.targets, fleets, policy.on) };
}

function lookBackMs({ on }: Policy): number {
  return on.kind === "every" && on.everyMs <= DAY_MS ? SHOWN_MS : LOOK_BACK_MS;
}

/** Reads what the log holds of a policy's trial in its present wording, on the targets of today. */
export async function readTrial(reader: LogReader, wanted: TrialWanted): Promise<Trial> {
  const { policy, form, fleets, nowMs } = wanted;
  const judgements: Judgement[] = [];
  const foreign = new Set<string>();
  const [sinceMs, pageEntries] = [nowMs - LOOK_BACK_MS, PAGE_ENTRIES];
  await readLogPages(reader, { filter: { phases: ["decided"], sinceMs }, pageEntries }, (entry) => {
    const judgement = judgementOf(entry, wanted);
    if (judgement?.fleet === "other") foreign.add(entry.run);
    if (judgement && judgement.atMs >= nowMs - lookBackMs(policy)) judgements.push(judgement);
  });
  const history = trialHistory(judgements, { on: policy.on, form, nowMs });
  const fromMs = Math.max(nowMs - SHOWN_MS, history.firstMs ?? nowMs);
  const trial = createTrialReader({ fromMs });
  const filter = { policy: policy.name, phases: ["planned", "skipped"], sinceMs } as const;
  if (history.passes > 0) {
    await readLogPages(reader, { filter, pageEntries }, (entry) => {
      const target = parseRef(entry.resource ?? "")?.target;
      if (target !== undefined && fleets.has(target) && !foreign.has(entry.run)) trial.add(entry);
    });
  }
  const untilMs = history.lastMs ?? nowMs;
  return { history, outcome: trial.outcome({ fromMs, untilMs }), fromMs };
}
