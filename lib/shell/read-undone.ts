import { undoneRun } from "../core/undone-run.ts";
import type { UndoneRun } from "../domain/facts.ts";
import type { StatusLog } from "../ports/status-log.ts";

/** What the log knows of the run that is to be taken back. */
export async function readUndone(store: Pick<StatusLog, "read">, run: string): Promise<UndoneRun> {
  const kept = await store.read(run);
  if (kept) return undoneRun(kept);
  const text = `there is no run ${run} in the log (any more)`;
  return { refused: { reason: "not-found", text }, steps: new Map(), settleMs: 0 };
}
