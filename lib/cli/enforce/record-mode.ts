import { randomUUID } from "node:crypto";
import { isAutomationError } from "../../domain/errors.ts";
import { type AutomationEvent, claimKey } from "../../domain/event.ts";
import type { Ids } from "../../ports/clock.ts";
import type { StatusLog } from "../../ports/status-log.ts";
import { entryAt } from "../../shell/entry.ts";

/** What the log keeps of a change of mode. */
export type ModeChange = Extract<AutomationEvent, { type: "policy.mode" }>["data"];

/** What recording needs. */
export interface RecordContext {
  readonly store: StatusLog;
  readonly ids: Ids;
  readonly now: () => number;
}

function sentence({ policy, from, to, by, why }: ModeChange): string {
  return `${policy}: mode ${from} to ${to}, by ${by}${why === undefined ? "" : `: ${why}`}`;
}

/**
 * Writes a change of mode into the log, makes it, and writes down how it came out: without a log there is no change. The
 * first entry says all, so that a process that dies in between leaves behind who wanted what. Resolves to the run.
 */
export async function recordMode(
  change: ModeChange,
  make: () => Promise<void>,
  { store, ids, now }: RecordContext,
): Promise<string> {
  const startMs = now();
  const event: AutomationEvent = {
    specversion: "1.0",
    id: `mode-${randomUUID()}`,
    source: "cli",
    type: "policy.mode",
    time: new Date(startMs).toISOString(),
    trigger: "cli",
    data: change,
  };
  const { policy } = change;
  const details = { source: event.source, type: event.type, trigger: event.trigger, time: event.time };
  const received = entryAt(startMs, {
    ...{ phase: "received", reason: "received", policy },
    ...{ text: sentence(change), details: { ...details, ...change } },
  });
  const run = ids.run(startMs);
  await store.accept({ key: claimKey(event), run, event, entry: received });
  const finish = async (reason: "done" | "some-failed", text: string) => {
    // A sweep of another process may have closed the run already; the first entry says what there is to say.
    await store.append(run, 1, [
      entryAt(now(), { phase: "finished", reason, text, policy, details: change }),
    ]);
  };
  try {
    await make();
  } catch (error) {
    await finish("some-failed", `not changed: ${isAutomationError(error) ? error.message : String(error)}`);
    throw error;
  }
  await finish("done", `${change.file} says mode: ${change.to}`);
  return run;
}
