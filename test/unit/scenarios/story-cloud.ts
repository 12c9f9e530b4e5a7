import type { FactsQuery } from "../../../lib/core/facts-needed.ts";
import { LONG_WORK_MS } from "../../../lib/core/idle/idle-span.ts";
import type { Config } from "../../../lib/domain/config.ts";
import type { Measurement } from "../../../lib/domain/facts.ts";
import { RESOURCE_KINDS, type Resource } from "../../../lib/domain/resource.ts";
import type { CloudPort, MeasureOptions } from "../../../lib/ports/cloud.ts";
import { machineOf } from "../../../lib/testing/machine-of.ts";
import { type Made, measuredOf } from "../../../lib/testing/measured-of.ts";
import { readFixture } from "../../../lib/testing/read-fixture.ts";
import type { Actor, Trouble } from "./read-machine.ts";

/** The machines of a story as the cloud has them when it begins, and what the cloud tells of them later. */
export interface StoryCloud {
  readonly resources: readonly Resource[];
  readonly measure: CloudPort["measure"];
  readonly soldOut: NonNullable<CloudPort["soldOut"]>;
}

/** The question of the shell in the form in which `curfew/testing` answers it. */
function queryOf({ windowMs, lookbackMs = 0, jupyter = false }: MeasureOptions): FactsQuery {
  const graceMs = Math.max(0, lookbackMs - LONG_WORK_MS);
  const rule = { idleMs: windowMs, idleAcceleratedMs: null, graceMs, jupyter };
  return {
    lists: [],
    actionsMs: 0,
    policies: [],
    measurements: [{ policy: "", kinds: RESOURCE_KINDS, rule }],
  };
}

const isKernels = ({ signal }: Measurement) => ["kernels", "sessions", "terminals"].includes(signal);

/** What a story says is wrong with the measurements. */
function troubled(
  measured: readonly Measurement[],
  { blind, thin, staleMs, kernelMs }: Trouble,
  { startMs, nowMs }: { readonly startMs: number; readonly nowMs: number },
): readonly Measurement[] {
  return measured
    .filter(({ signal }) => blind !== true || signal !== "gpu")
    .map((one): Measurement => {
      if (isKernels(one)) {
        return kernelMs === undefined ? one : { ...one, activeAtMs: startMs - kernelMs };
      }
      const points = thin === true ? Math.floor(one.points / 2) : one.points;
      return { ...one, points, ...(staleMs !== undefined && { newestAtMs: nowMs - staleMs }) };
    });
}

/** A cloud with the machines of a story. Those at rest stay at rest, and those at work go on with it. */
export function storyCloud(config: Config, actors: readonly Actor[], startMs: number): StoryCloud {
  const { machines } = readFixture({
    now: new Date(startMs),
    machines: actors.map(({ machine }) => machine),
  });
  const made = machines.map((machine, index): Made => {
    const resource = machineOf(machine, index, { config, nowMs: startMs });
    return { machine, index, resource, cloud: config.targets[0]?.cloud ?? "huaweicloud" };
  });
  const isSoldOut = new Set(
    made.filter(({ machine }) => machine.soldOut).map(({ resource }) => resource.flavor.name),
  );
  return {
    resources: made.map(({ resource }) => resource),
    soldOut: async () => isSoldOut,
    measure: async (resources, asked) => {
      const { nowMs } = asked;
      const now = made.map((one): Made => {
        const { idleFor } = one.machine;
        const resource = resources.find(({ ref }) => ref === one.resource.ref) ?? one.resource;
        const machine = {
          ...one.machine,
          ...(idleFor !== undefined && { idleFor: idleFor + nowMs - startMs }),
        };
        return { ...one, resource, machine };
      });
      const all = measuredOf(now, queryOf(asked), { nowMs, lastVerdicts: {} })[""] ?? new Map();
      const byResource = new Map(
        resources.flatMap(({ ref }): [string, readonly Measurement[]][] => {
          const index = made.findIndex(({ resource }) => resource.ref === ref);
          const measured = troubled(all.get(ref) ?? [], actors[index]?.trouble ?? {}, { startMs, nowMs });
          return measured.length > 0 ? [[ref, measured]] : [];
        }),
      );
      return { byResource, failed: null };
    },
  };
}
