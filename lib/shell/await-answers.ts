import { describeMissing, type Settlement } from "../core/approval/settled.ts";
import { STEP_LIFE_MS } from "../core/step-life.ts";
import { entryAt } from "./entry.ts";
import { finishedEntry } from "./finished-entry.ts";
import { hearAnswers } from "./hear-answers.ts";
import { append, type Pass, stateOf } from "./pass.ts";

type Refusal = Exclude<Settlement, { state: "agreed" }>;

function endText(settlement: Refusal | undefined, code: string): string {
  if (!settlement) return `plan ${code} was agreed to, but could not be carried out for a day`;
  if (settlement.state === "denied") {
    return `${settlement.by} refused plan ${code}${settlement.why === null ? "" : `: ${settlement.why}`}`;
  }
  const missing = settlement.missing.map((one) => describeMissing(one, null)).join(" and ");
  return `plan ${code} was not agreed to in time: ${missing} missing`;
}

/** Ends a run of which nothing was sent. */
async function endUnsent(pass: Pass, reason: "denied" | "expired", text: string): Promise<"finished"> {
  const details = { complete: true, plan: stateOf(pass).lastSeq, counts: [] };
  const decided = entryAt(pass.ports.clock.now(), { phase: "decided", reason, text, details });
  const counts = { succeeded: 0, failed: 0, skipped: 0, observed: 0 };
  await append(pass, [decided, finishedEntry(pass, { reason, text, counts })]);
  return "finished";
}

/**
 * Looks whether people have answered, by the log alone: nothing of the cloud is read, and nothing is written while they
 * have not. `undefined`: nothing was asked, or enough of them agree, so that the plan is made anew.
 */
export async function awaitAnswers(pass: Pass): Promise<"waiting" | "finished" | undefined> {
  const { asked, answers } = stateOf(pass);
  if (!asked) return undefined;
  const { event, ports } = pass;
  const nowMs = ports.clock.now();
  const settlement = hearAnswers(event, ports.rulebook, { asked, answers });
  if (settlement.state === "denied") return endUnsent(pass, "denied", endText(settlement, asked.code));
  if (settlement.state === "agreed") {
    // They agreed in time, but what they looked at then is not good for ever.
    if (nowMs <= asked.expiresMs + STEP_LIFE_MS) return undefined;
    return endUnsent(pass, "expired", endText(undefined, asked.code));
  }
  if (nowMs <= asked.expiresMs) return "waiting";
  return endUnsent(pass, "expired", endText(settlement, asked.code));
}
