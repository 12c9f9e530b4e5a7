import type { IdleThresholds } from "../../domain/policy.ts";
import type { Resource } from "../../domain/resource.ts";
import { cpuLimit } from "../idle/idle-limits.ts";
import { grownInts, grownNumbers, roomFor } from "./grown-column.ts";
import { createLookAtHour } from "./hour-told.ts";
import type { SignalColumns } from "./signal-columns.ts";

/**
 * What the hours of each machine come to by one set of thresholds, however many policies share it and whatever windows
 * they ask for. By the machine's index; hours are counted from the epoch, and -1 is none that is kept. They hold for the
 * hour that was asked for last.
 */
export interface HourColumns {
  /** The newest hour of work. */
  work: Int32Array;
  /** The newest hour that was not quiet, or not of the same signals and expectations as the one before it. */
  unrest: Int32Array;
  /** The newest hour in which other signals were measured than in the one before it, or another number of points. */
  change: Int32Array;
  /** The newest hour of too few points: a window without one has enough of them, whatever it had before. */
  thin: Int32Array;
  /** When the oldest of the newest points of the last hour was taken, milliseconds since the epoch. */
  newestMs: Float64Array;
  /**
   * Looks at every hour of a machine up to that one that was not looked at yet. Asked before the columns are read. The
   * machine itself is only looked up where its version is another than before.
   */
  advance(index: number, version: number, hour: number): void;
}

/** What was looked at so far: up to which hour, how often an hour had been told anew, for which version and CPU limit. */
interface Looked {
  upTo: Int32Array;
  retold: Int32Array;
  versions: Int32Array;
  cpus: Float64Array;
}

const NONE = new Int32Array(0);

function makeRoom(columns: HourColumns, looked: Looked, machines: number): void {
  const room = roomFor(machines, looked.upTo.length);
  for (const name of ["work", "unrest", "change", "thin"] as const)
    columns[name] = grownInts(columns[name], room, -1);
  for (const name of ["upTo", "retold", "versions"] as const)
    looked[name] = grownInts(looked[name], room, -1);
  columns.newestMs = grownNumbers(columns.newestMs, room);
  looked.cpus = grownNumbers(looked.cpus, room);
}

/** Begins with no hour looked at. */
export function createHourColumns(
  signals: SignalColumns,
  thresholds: IdleThresholds,
  machines: readonly { readonly resource: Pick<Resource, "flavor"> | null }[],
): HourColumns {
  const lookAt = createLookAtHour(signals, thresholds);
  const looked: Looked = { upTo: NONE, retold: NONE, versions: NONE, cpus: new Float64Array(0) };
  const columns: HourColumns = {
    ...{ work: NONE, unrest: NONE, change: NONE, thin: NONE, newestMs: new Float64Array(0) },
    advance,
  };

  function take(index: number, hour: number): void {
    const told = lookAt(index, hour, looked.cpus[index] ?? 0);
    if (told.isWork) columns.work[index] = hour;
    if (!told.isQuiet || !told.isSame) columns.unrest[index] = hour;
    if (!told.isEven) columns.change[index] = hour;
    if (told.isThin) columns.thin[index] = hour;
    columns.newestMs[index] = told.newestMs;
  }

  /** What was found under another limit, or in an hour that was told anew, is found again. */
  function check(index: number, version: number): void {
    const retold = signals.retold[index] ?? 0;
    if (looked.versions[index] === version && looked.retold[index] === retold) return;
    looked.versions[index] = version;
    const flavor = machines[index]?.resource?.flavor ?? { vcpus: null };
    const cpuPercent = Math.max(thresholds.cpuPercent, cpuLimit(thresholds, flavor, true));
    if (looked.cpus[index] === cpuPercent && looked.retold[index] === retold) return;
    looked.cpus[index] = cpuPercent;
    looked.retold[index] = retold;
    const { work, unrest, change, thin } = columns;
    for (const column of [looked.upTo, work, unrest, change, thin]) column[index] = -1;
  }

  function advance(index: number, version: number, hour: number): void {
    if (index >= looked.upTo.length) makeRoom(columns, looked, index + 1);
    check(index, version);
    const first = Math.max((looked.upTo[index] ?? -1) + 1, hour - signals.hoursKept + 1);
    for (let at = first; at <= hour; at += 1) take(index, at);
    looked.upTo[index] = hour;
  }

  return columns;
}
