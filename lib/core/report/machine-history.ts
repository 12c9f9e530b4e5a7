import type { SeenMachine } from "../../domain/frame.ts";
import type { Resource } from "../../domain/resource.ts";
import type { Account } from "./report.ts";

/** A stop of ours that goes on. */
export interface OpenStop {
  readonly sinceMs: number;
  readonly policy: string;
  /** What an hour of it saves, and in what currency; `null`: no price is known. */
  readonly saves: { readonly amount: number; readonly currency: string } | null;
}

/** What is known of one machine while its history is read; it grows with the log. */
export interface MachineHistory extends Account {
  readonly ref: string;
  name: string;
  owner: string | null;
  team: string | null;
  standing: SeenMachine["standing"] | null;
  /** The last frame that it stood in. */
  slotMs: number;
  /** As last told whole. */
  resource: Resource | null;
  stop: OpenStop | null;
  /** Of the time since that frame, what is counted as saved already, milliseconds: it is not charged as well. */
  savedMs: number;
  /** Since when it is seen off without a break. */
  offSinceMs: number | null;
  /** Since when every signal says idle in every hour without a break. */
  idleSinceMs: number | null;
}

/** Nothing known yet. */
export function newHistory(ref: string): MachineHistory {
  return {
    ...{ ref, name: ref, owner: null, team: null, standing: null, slotMs: 0, resource: null },
    ...{ stop: null, savedMs: 0, offSinceMs: null, idleSinceMs: null },
  };
}

/** Largest averages that count as rest; the defaults of idle policies. */
const REST: Readonly<Record<string, number>> = { cpu: 5, gpu: 1, npu: 1, network: 1.6 };

/** Whether an hour was idle beyond doubt: what was measured rests, and the processor was measured. */
function isIdleHour({ standing, signals }: SeenMachine): boolean {
  if (standing !== "running" || !signals.some(([signal]) => signal === "cpu")) return false;
  return signals.every(
    ([signal, max, points, expected]) => max <= (REST[signal] ?? 0) && points > 0 && points >= expected * 0.8,
  );
}

/** Takes in how the machine stood at a full hour. */
export function see(history: MachineHistory, machine: SeenMachine, slotMs: number): void {
  const isOff = machine.standing === "stopped";
  history.offSinceMs = isOff ? (history.offSinceMs ?? slotMs) : null;
  history.idleSinceMs = isIdleHour(machine) ? (history.idleSinceMs ?? slotMs) : null;
  history.owner = machine.owner;
  history.team = machine.team;
  history.standing = machine.standing;
  history.slotMs = slotMs;
  history.savedMs = 0;
  if (machine.resource) {
    history.resource = machine.resource;
    history.name = machine.resource.name;
  }
}
