import { StatusEntry } from "../domain/status.ts";
import { chainHash, digest, genesisHash } from "../signing/hash-chain.ts";
import { differing } from "./differing.ts";
import type { Findings } from "./findings.ts";
import { type KeptEntry, keptEntry } from "./kept-entry.ts";
import { type KeptRun, parseEvent } from "./kept-run.ts";
import type { SealedRun } from "./log-source.ts";
import { eventColumns } from "./start-run.ts";

/** How far the check of a run has come. */
interface Walk {
  readonly seq: number;
  readonly hash: string;
  readonly first: StatusEntry | undefined;
  readonly last: StatusEntry | undefined;
}

/** Recomputes one run from its bytes and adds what does not fit. Answers the number of its entries. */
export async function verifyRun(
  sealed: SealedRun,
  entries: AsyncIterable<KeptEntry>,
  findings: Findings,
): Promise<number> {
  const { run } = sealed;
  let walk: Walk = { seq: 0, hash: genesisHash(run.run), first: undefined, last: undefined };
  let count = 0;
  for await (const kept of entries) {
    count += 1;
    walk = verifyEntry(run, walk, kept, findings);
  }
  verifyEvent(run, walk.first, findings);
  verifyEnd(run, walk, findings);
  verifySeal(sealed, walk, findings);
  return count;
}

function verifyEntry(run: KeptRun, walk: Walk, kept: KeptEntry, findings: Findings): Walk {
  const name = `run ${run.run}, entry ${kept.seq}`;
  if (kept.seq !== walk.seq + 1) {
    findings.add(`run ${run.run}: entry ${walk.seq + 1} is missing`);
  }
  if (kept.hash !== chainHash(walk.hash, kept.bytes)) {
    findings.add(`${name}: its hash does not fit its bytes and the entry before; one of them was changed`);
  }
  if (walk.last?.phase === "finished") findings.add(`${name}: comes after the run's last entry`);
  const entry = parseEntry(kept.bytes);
  if (!entry) findings.add(`${name}: its bytes are not a status entry`);
  else verifyColumns(name, run, kept, entry, findings);
  // Going on from the hash as kept makes one edit one problem, not one for every later entry.
  return { seq: kept.seq, hash: kept.hash, first: walk.first ?? entry, last: entry };
}

/** The entry that bytes hold, or `undefined` when they hold none. */
export function parseEntry(bytes: string): StatusEntry | undefined {
  try {
    return StatusEntry.safeParse(JSON.parse(bytes)).data;
  } catch {
    return undefined;
  }
}

function verifyColumns(name: string, run: KeptRun, kept: KeptEntry, entry: StatusEntry, findings: Findings) {
  const wrong = differing(keptEntry(entry, kept.bytes, kept.hash), kept);
  if (wrong.length > 0) findings.add(`${name}: ${wrong.join(", ")} beside the entry differs from its bytes`);
  if (entry.event !== run.event) findings.add(`${name}: its event is not the run's`);
}

function verifyEvent(run: KeptRun, first: StatusEntry | undefined, findings: Findings): void {
  if (first?.phase !== "received" || first.details["eventDigest"] !== digest(run.eventText)) {
    findings.add(`run ${run.run}: its event is not the one that its first entry received`);
    return;
  }
  const event = parseEvent(run.eventText);
  if (!event) {
    findings.add(`run ${run.run}: its event cannot be read`);
    return;
  }
  const wrong = differing(eventColumns(event), run);
  if (wrong.length > 0) findings.add(`run ${run.run}: ${wrong.join(", ")} beside the event differs from it`);
}

function verifyEnd(run: KeptRun, walk: Walk, findings: Findings): void {
  if (walk.seq !== run.lastSeq || walk.hash !== run.head) {
    findings.add(`run ${run.run}: ends with entry ${walk.seq}, but entry ${run.lastSeq} was its last one`);
  }
  const wrong = differing(
    {
      receivedAtMs: walk.first ? Date.parse(walk.first.at) : run.receivedAtMs,
      lastAtMs: walk.last ? Date.parse(walk.last.at) : run.lastAtMs,
      finished: walk.last?.phase === "finished",
    },
    run,
  );
  if (wrong.length > 0) findings.add(`run ${run.run}: ${wrong.join(", ")} differs from its entries`);
}

function verifySeal({ run, checkpoint }: SealedRun, walk: Walk, findings: Findings): void {
  if (!checkpoint) {
    if (run.finished || walk.last?.phase === "finished") {
      findings.add(`run ${run.run}: has ended, but its checkpoint is missing`);
    }
    return;
  }
  const fits =
    checkpoint.lastSeq === walk.seq && checkpoint.head === walk.hash && checkpoint.at === walk.last?.at;
  if (!fits) {
    findings.add(
      `run ${run.run}: is not as checkpoint ${checkpoint.n} sealed it, with ${checkpoint.lastSeq} entries`,
    );
  }
}
