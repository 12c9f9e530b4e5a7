import * as z from "zod";
import { Checkpoint } from "../../domain/checkpoint.ts";
import { keepVerdict } from "../last-verdict.ts";
import { LeaseShape, PlacedEntry, RunShape, Segment, VerdictShape } from "./kept-shapes.ts";
import { addEntry, emptyObjectState, type ObjectState } from "./object-state.ts";

const Place = z.object({ n: z.number(), key: z.string() });

/** The state after a record, as an object. */
export const Snapshot = z.object({
  v: z.literal(1),
  n: z.number().int().nonnegative(),
  place: z.number().int().nonnegative(),
  latestMs: z.number(),
  runs: z.array(RunShape),
  log: z.array(PlacedEntry),
  permits: z.array(z.tuple([z.string(), z.string()])),
  checkpoints: z.array(Checkpoint),
  lastCheckpoint: Checkpoint.nullable(),
  verdicts: z.array(VerdictShape),
  leases: z.array(LeaseShape),
  coldTo: z.number().int().nonnegative(),
  segments: z.array(Segment),
  strays: z.array(z.string()),
  /** The snapshot before this one. */
  earlier: Place.nullable(),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** Writes a state out. */
export function snapshotOf(state: ObjectState): Snapshot {
  const { n, place, latestMs, log, checkpoints, lastCheckpoint, coldTo, segments, strays } = state;
  return {
    ...{ v: 1, n, place, latestMs, log, checkpoints, lastCheckpoint, coldTo },
    runs: [...state.runs.values()],
    permits: [...state.permits],
    verdicts: [...state.lastVerdicts].flatMap(([policy, verdicts]) =>
      [...verdicts].map(([resource, verdict]) => ({ policy, resource, ...verdict })),
    ),
    leases: [...state.leases].map(([resource, lease]) => ({ resource, ...lease })),
    segments: [...segments],
    strays: [...strays],
    earlier: state.snapshot,
  };
}

/** Reads a state back, with nothing checked or repaired: what it says is for `verify` to judge. */
export function stateOfSnapshot(snapshot: Snapshot, key: string): ObjectState {
  const state: ObjectState = {
    ...emptyObjectState(),
    n: snapshot.n,
    checkpoints: snapshot.checkpoints,
    lastCheckpoint: snapshot.lastCheckpoint,
    permits: new Map(snapshot.permits),
    leases: new Map(snapshot.leases.map(({ resource, ...lease }) => [resource, lease])),
    coldTo: snapshot.coldTo,
    segments: snapshot.segments,
    strays: snapshot.strays,
    snapshot: { n: snapshot.n, key },
    earlier: snapshot.earlier,
  };
  for (const run of snapshot.runs) {
    state.runs.set(run.run, run);
    state.claims.set(run.claim, run.run);
  }
  for (const entry of snapshot.log) addEntry(state, entry);
  for (const verdict of snapshot.verdicts) keepVerdict(state.lastVerdicts, verdict);
  state.place = Math.max(state.place, snapshot.place);
  state.latestMs = Math.max(state.latestMs, snapshot.latestMs);
  return state;
}
