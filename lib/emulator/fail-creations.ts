import type { Effect } from "./journal.ts";
import { CREATION } from "./lifecycle.ts";
import { putMachine } from "./roster.ts";
import { shardGet } from "./shard-map.ts";
import type { EmulatorState } from "./state.ts";

/** Lets the last `count` machines that a call has just brought into being (all, without a count) end in failure. */
export function failCreations(
  { state, effects }: { readonly state: EmulatorState; readonly effects: readonly Effect[] },
  count = effects.length,
): EmulatorState {
  const made = effects
    .filter(({ from }) => from === null)
    .map(({ resource }) => resource.split("/")[1] ?? "");
  const failing = new Set(made.slice(-count));
  const waiting: EmulatorState = {
    ...state,
    deliveries: state.deliveries.map(({ machine, at }) =>
      failing.has(machine.id) ? { machine: { ...machine, failNext: ["create"] }, at } : { machine, at },
    ),
  };
  return [...failing].reduce((current, id) => {
    const machine = shardGet(current.machines, id);
    if (!machine?.transition) return current;
    const transition = { ...machine.transition, to: CREATION[machine.kind].fails };
    return putMachine(current, { ...machine, transition });
  }, waiting);
}
