import { STEP_MS, STEPS_PER_HOUR, timeOf } from "./month.ts";
import type { Rule, View } from "./play.ts";
import { isNeededSoon, type Part } from "./scene.ts";

/** The running machines that are due. */
export function chosen({ parts, isOn }: View, isDue: (part: Part) => boolean): readonly number[] {
  const found: number[] = [];
  for (const part of parts) if (isOn[part.index] === 1 && isDue(part)) found.push(part.index);
  return found;
}

/** Nobody does anything. */
export function never(): Rule {
  return { stops: () => [] };
}

/** Whether anything at all is reported: a notebook has its agent alone, of a server the hypervisor tells too. */
function hasLiveSignal({ resource, agentIsDead }: Part): boolean {
  return resource.kind !== "notebook" || !agentIsDead;
}

/** Knows the truth and stops at once, but only what has at least one live signal. */
export function oracle(): Rule {
  return { stops: (step, view) => chosen(view, (part) => hasLiveSignal(part) && !isNeededSoon(part, step)) };
}

/** Stops everything so long after its start; for what ran before, the time begins with the month. */
export function autoStop(hours: number): Rule {
  return {
    stops: (step, view) =>
      chosen(view, ({ index }) => {
        const startedAt = Math.max(view.first, view.startedAt[index] ?? 0);
        return step - startedAt >= hours * STEPS_PER_HOUR;
      }),
  };
}

/** 20:00 to 07:00 and the weekend, in the owners' own zone. */
function isOffHours(step: number): boolean {
  const local = new Date(timeOf(step) + 3_600_000);
  const hour = local.getUTCHours();
  return local.getUTCDay() % 6 === 0 || hour >= 20 || hour < 7;
}

/** Stops everything once when the off-hours begin; who starts a machine again keeps it until they begin anew. */
export function offHours(): Rule {
  return {
    stops: (step, view) => {
      const begins = isOffHours(step) && (step === view.first || !isOffHours(step - 1));
      return begins ? chosen(view, () => true) : [];
    },
  };
}

/**
 * Huawei's own detector: every meter at rest for the whole idle period, counted anew from each start. As a notebook
 * lease it exists for notebooks alone; a dead agent shows it nothing, and what it does not see it does not stop.
 */
export function huaweiIdle(hours: number, kinds: readonly string[]): Rule {
  const idle = new Map<number, number>();
  function rested(part: Part, step: number): number {
    part.meters.need(step - 1, step);
    const rests = part.meters.rests[step - 1] === 1;
    const steps = rests ? (idle.get(part.index) ?? 0) + 1 : 0;
    idle.set(part.index, steps);
    return steps;
  }
  return {
    onStart: (index) => idle.set(index, -1),
    stops: (step, view) =>
      chosen(view, (part) => {
        if (part.agentIsDead || !kinds.includes(part.resource.kind) || step === view.first) return false;
        return rested(part, step) * STEP_MS >= hours * 3_600_000;
      }),
  };
}
