import type { Step } from "../domain/step.ts";

/** Most servers in one batch call. The documents name no limit; this keeps one answer readable. */
export const BATCH_MAX = 50;

/** Verbs and kind for which the API has a batch action that is safe to use: convergent ones only. */
function batchKey(step: Step): string | undefined {
  if (step.kind !== "dev-server" || step.repeat !== "convergent" || step.verb === "lease") return undefined;
  return `${step.target}\n${step.verb}\n${JSON.stringify(step.parameters)}`;
}

/**
 * Puts steps together that one call can carry. A once-only step always has a call of its own: a batch answer says
 * nothing about the single server.
 */
export function groupCalls(steps: readonly Step[]): readonly (readonly Step[])[] {
  const batches = new Map<string | undefined, Step[]>();
  const groups: Step[][] = [];
  for (const step of steps) {
    const key = batchKey(step);
    const open = batches.get(key);
    if (open && open.length < BATCH_MAX) {
      open.push(step);
      continue;
    }
    const group = [step];
    groups.push(group);
    if (key !== undefined) batches.set(key, group);
  }
  return groups;
}
