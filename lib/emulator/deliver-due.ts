import { begin, CREATION } from "./lifecycle.ts";
import { addMachine } from "./roster.ts";
import type { EmulatorState } from "./state.ts";

/** Lets the machines of orders that have been carried out come into being. Without any, the state is the same object. */
export function deliverDue(state: EmulatorState, now: number): EmulatorState {
  const due = state.deliveries.filter(({ at }) => at <= now);
  if (due.length === 0) return state;
  const deliveries = state.deliveries.filter(({ at }) => at > now);
  return due.reduce<EmulatorState>(
    (current, { machine, at }) =>
      addMachine(current, begin({ ...machine, createdAt: at }, CREATION[machine.kind], at, state.speed)),
    { ...state, deliveries },
  );
}
