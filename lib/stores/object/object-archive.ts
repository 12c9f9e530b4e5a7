import type { Checkpoint } from "../../domain/checkpoint.ts";
import type { Bucket } from "../../ports/bucket.ts";
import type { ArchiveRecord, LogArchive } from "../../ports/log-archive.ts";
import type { Intake } from "../../ports/status-log.ts";
import { isMoved } from "../archive-record.ts";
import type { ChainedEntry } from "../chain-entry.ts";
import { columnText } from "../kept-entry.ts";
import type { KeptRun } from "../kept-run.ts";
import { memoryArchive } from "../memory/memory-archive.ts";
import type { MemoryWriteOptions } from "../memory/write-memory-log.ts";
import { runOfClaim, runOfName, segmentRuns } from "./cold-runs.ts";
import { writeSegment } from "./cool-runs.ts";
import type { JournaledState } from "./journaled-state.ts";
import type { ColdRun, Segment } from "./kept-shapes.ts";
import type { ObjectState } from "./object-state.ts";
import { workingSet } from "./working-set.ts";

/** Moving closed runs out of a bucket's log, hot ones and cold ones. */
export function objectArchive(
  bucket: Bucket,
  journaled: JournaledState,
  { logKey, onCheckpoint }: MemoryWriteOptions,
): LogArchive {
  return {
    archivable: async function* (untilMs) {
      const { segments, hot } = await journaled.read(async (state) => ({
        segments: state.segments,
        hot: hotRuns(state),
      }));
      for await (const { checkpoint, run, entries } of allRuns(bucket, segments, hot)) {
        if (run?.archived) continue;
        if (!run || Date.parse(checkpoint.at) >= untilMs) return;
        yield { checkpoint, event: run.eventText, entries: entries.map(({ kept }) => kept.bytes) };
      }
    },
    archive: async (intake, record, finished) => {
      const old: string[] = [];
      const archived = await journaled.write(async (state) => {
        const touched = state.segments.filter(({ from, to }) => to >= record.from - 1 && from <= record.to);
        const set = await archiveSet(bucket, state, intake, touched);
        const options = logKey === undefined ? {} : { logKey };
        const answer = await memoryArchive(set.memory, options).archive(intake, record, finished);
        const effects = set.effects();
        const segments = await writtenAnew(bucket, touched, record);
        old.push(
          ...touched.filter(({ from }) => segments.some((anew) => anew.from === from)).map(({ key }) => key),
        );
        const { from, to } = record;
        return { answer, effects: effects && { ...effects, archived: { from, to, segments } } };
      });
      if (old.length > 0) await bucket.remove(old);
      onCheckpoint?.(archived.checkpoint);
      return archived;
    },
  };
}

interface SealedRun extends Omit<ColdRun, "run"> {
  readonly run: KeptRun | undefined;
}

function hotRuns({ checkpoints, runs, entries }: ObjectState): readonly SealedRun[] {
  return checkpoints.map((checkpoint) => ({
    checkpoint,
    run: runs.get(checkpoint.run),
    entries: [...(entries.get(checkpoint.run) ?? [])],
  }));
}

async function* allRuns(
  bucket: Bucket,
  segments: readonly Segment[],
  hot: readonly SealedRun[],
): AsyncGenerator<SealedRun> {
  for (const segment of segments) {
    // Whatever an archive has taken whole is not read again.
    if (segment.span !== null) yield* await segmentRuns(bucket, segment);
  }
  yield* hot;
}

/** All that the memory store looks at when it archives: which runs the checkpoints seal, and how many entries they have. */
async function archiveSet(bucket: Bucket, state: ObjectState, intake: Intake, touched: readonly Segment[]) {
  const runs: KeptRun[] = [];
  const checkpoints: Checkpoint[] = [];
  const log: ChainedEntry[] = [];
  const take = ({ checkpoint, run, entries }: SealedRun) => {
    checkpoints[checkpoint.n - 1] = checkpoint;
    if (run) runs.push(run);
    // It counts them and asks whose they are; their bytes stay where they lie.
    for (const { kept } of entries) log.push({ kept: { ...kept, bytes: "" } } as ChainedEntry);
  };
  for (const segment of touched) (await segmentRuns(bucket, segment)).forEach(take);
  hotRuns(state).forEach(take);
  const { lastCheckpoint } = state;
  if (lastCheckpoint) checkpoints[lastCheckpoint.n - 1] = lastCheckpoint;
  const [claimed, named] = await Promise.all([
    runOfClaim(bucket, state, intake.key),
    runOfName(bucket, state, intake.run),
  ]);
  const set = workingSet(state, {
    runs: [...(claimed ? [claimed] : []), ...(named ? [named] : []), ...runs],
    claims: claimed ? [[columnText(intake.key), claimed.run]] : [],
    checkpoints,
  });
  set.memory.log.push(...log);
  return set;
}

/** The segments without what the archive has. They lie beside the old ones until the record is written. */
async function writtenAnew(
  bucket: Bucket,
  touched: readonly Segment[],
  { from, to }: ArchiveRecord,
): Promise<Segment[]> {
  const anew: Segment[] = [];
  for (const segment of touched) {
    if (segment.to < from) continue;
    const runs = (await segmentRuns(bucket, segment)).map((cold): ColdRun => {
      const { n } = cold.checkpoint;
      if (n < from || n > to) return cold;
      const run = { ...cold.run, archived: true };
      return isMoved(run) ? { ...cold, run: { ...run, eventText: "" }, entries: [] } : { ...cold, run };
    });
    anew.push(await writeSegment(bucket, runs, to));
  }
  return anew;
}
