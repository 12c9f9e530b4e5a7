import type { RunState, StepPhase, StepState } from "./run-state.ts";

const HOPELESS: readonly StepPhase[] = ["failed", "skipped", "unknown"];

/** How one group of a policy's machines stands. */
interface GroupState {
  /** Whether a step has not succeeded yet. */
  open: boolean;
  /** The first step that did not succeed, or of which it cannot be told. */
  failed: StepState | undefined;
  /** When the last of its steps succeeded. Milliseconds since the epoch. */
  doneMs: number;
}

/** What the earlier groups mean for a step. */
export interface Barrier {
  /** A step of an earlier group that did not succeed: this one will never have its turn. */
  readonly failed: StepState | undefined;
  /** When its turn comes, milliseconds since the epoch; `Infinity` while a group before it is not done. */
  readonly opensMs: number;
}

const NO_BARRIER: Barrier = { failed: undefined, opensMs: 0 };

type Groups = Map<number, GroupState>;

function groupsOf(run: RunState): ReadonlyMap<string, Groups> {
  const policies = new Map<string, Groups>();
  for (const state of run.steps.values()) {
    const { barrier, policy } = state.step;
    if (!barrier) continue;
    const groups: Groups = policies.get(policy) ?? new Map();
    const group = groups.get(barrier.group) ?? { open: false, failed: undefined, doneMs: 0 };
    policies.set(policy, groups.set(barrier.group, group));
    if (state.phase === "succeeded") group.doneMs = Math.max(group.doneMs, state.sinceMs);
    else group.open = true;
    if (HOPELESS.includes(state.phase)) group.failed ??= state;
  }
  return policies;
}

/** What stands before each group, from the first to the last. */
function barriersOf(
  groups: Groups,
): ReadonlyMap<number, Omit<Barrier, "opensMs"> & { readonly doneMs: number }> {
  let failed: StepState | undefined;
  let doneMs = 0;
  const before = new Map<number, { failed: StepState | undefined; doneMs: number }>();
  for (const [index, group] of [...groups].sort(([a], [b]) => a - b)) {
    before.set(index, { failed, doneMs });
    failed ??= group.failed;
    doneMs = group.open ? Number.POSITIVE_INFINITY : Math.max(doneMs, group.doneMs);
  }
  return before;
}

/** Answers for each step of a run what the groups before it mean for it. One walk over the steps, however many ask. */
export function waveBarriers(run: RunState): (state: StepState) => Barrier {
  const policies = new Map([...groupsOf(run)].map(([policy, groups]) => [policy, barriersOf(groups)]));
  return ({ step: { policy, barrier } }) => {
    const before = barrier && policies.get(policy)?.get(barrier.group);
    if (!barrier || !before) return NO_BARRIER;
    // Where no group comes before it, there is nothing to settle.
    const opensMs = before.doneMs === 0 ? 0 : before.doneMs + barrier.settleMs;
    return { failed: before.failed, opensMs };
  };
}
