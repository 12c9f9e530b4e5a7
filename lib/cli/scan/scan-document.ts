import type { FoundTarget } from "../../config/render-config.ts";
import type { IdleThresholds } from "../../domain/policy.ts";
import type { PriceBook } from "../../domain/prices.ts";
import type { Resource, ResourceRef } from "../../domain/resource.ts";
import type { Target } from "../../domain/target.ts";
import { countMoney, isIdle, type ScanMoney } from "./count-money.ts";
import type { OwnerGuess } from "./guess-owner.ts";
import { type ScanVerdict, THRESHOLDS } from "./judge-machine.ts";
import type { Scan, ScanProblem } from "./scan.ts";

/** One machine with its probable owner; `verdict` is `null` for one that does not run. */
export interface MachineDocument extends Resource {
  readonly ownership: OwnerGuess;
  readonly verdict: ScanVerdict | null;
}

/** A machine that is idle now. */
export interface IdleDocument {
  readonly ref: ResourceRef;
  readonly name: string;
  readonly flavor: string;
  readonly owner: string | null;
  /** What was measured, in words. */
  readonly text: string;
  /** `free` or `storage` when a stop saves money, `full` when it does not. */
  readonly stoppedCost: Resource["stoppedCost"]["kind"];
}

/** A scan as one JSON object: what `--json` prints, `--out` keeps and `curfew init --from-scan` reads. */
export interface ScanDocument extends ScanMoney {
  readonly version: 1;
  /** ISO 8601. */
  readonly at: string;
  /** How long idle had to last, and below what. */
  readonly idleMs: number;
  readonly thresholds: IdleThresholds;
  readonly targets: readonly FoundTarget[];
  readonly machines: readonly MachineDocument[];
  readonly idle: readonly IdleDocument[];
  readonly problems: readonly ScanProblem[];
}

function foundTarget(target: Target, { lists, problems }: Scan): FoundTarget {
  const unseen = problems.filter((problem) => problem.target === target.name && !problem.seen);
  const counted = lists.filter(
    (list) => list.target.name === target.name && !unseen.some(({ what }) => what === list.kind),
  );
  const { name, cloud, region, project, credentials, endpoint } = target;
  const machines = Object.fromEntries(counted.map((list) => [list.kind, list.machines.length]));
  return { name, cloud, region, project, credentials, endpoint, machines };
}

/** Puts a scan into its JSON form. References stay references; nothing of a credential is in it. */
export function scanDocument(
  scan: Scan,
  { targets, prices }: { readonly targets: readonly Target[]; readonly prices: PriceBook | undefined },
): ScanDocument {
  const { machines, problems, atMs, idleMs } = scan;
  return {
    version: 1,
    at: new Date(atMs).toISOString(),
    idleMs,
    thresholds: THRESHOLDS,
    targets: targets.map((target) => foundTarget(target, scan)),
    machines: machines.map(({ resource, guess, verdict }) => ({ ...resource, ownership: guess, verdict })),
    idle: machines.filter(isIdle).map(({ resource, guess, verdict }) => ({
      ref: resource.ref,
      name: resource.name,
      flavor: resource.flavor.name,
      owner: guess.owner,
      text: verdict?.text ?? "",
      stoppedCost: resource.stoppedCost.kind,
    })),
    ...countMoney(machines, prices),
    problems,
  };
}
