import { differing } from "./differing.ts";
import type { Findings } from "./findings.ts";
import type { KeptEntry } from "./kept-entry.ts";
import type { SealedRun } from "./log-source.ts";

/** Checks what remains of a run whose entries were moved to an archive. Answers the number of entries: none, if all is well. */
export async function verifyArchivedRun(
  { run, checkpoint }: SealedRun,
  entries: AsyncIterable<KeptEntry>,
  findings: Findings,
): Promise<number> {
  let count = 0;
  for await (const _ of entries) count += 1;
  if (count > 0 || run.eventText !== "") {
    findings.add(`run ${run.run}: was archived, but its event or some of its entries are here`);
  }
  if (!checkpoint) {
    findings.add(`run ${run.run}: is marked as archived, but its checkpoint is missing`);
    return count;
  }
  const sealed = {
    lastSeq: checkpoint.lastSeq,
    head: checkpoint.head,
    lastAtMs: Date.parse(checkpoint.at),
    finished: true,
  };
  const wrong = differing(sealed, run);
  if (wrong.length > 0) {
    findings.add(`run ${run.run}: ${wrong.join(", ")} differs from checkpoint ${checkpoint.n}`);
  }
  return count;
}
