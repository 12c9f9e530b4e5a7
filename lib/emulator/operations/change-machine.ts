import { answer, type Call, effectOf, type Outcome, refuse } from "../call.ts";
import { begin, type Passage } from "../lifecycle.ts";
import type { DevServer, Machine, MachineKind } from "../machine.ts";
import { findMachine, putMachine } from "../roster.ts";
import { passageNow } from "../sold-out.ts";
import type { EmulatorState } from "../state.ts";

/** 400 and not 404: what a provider maps to "not found" for servers. */
export function serverNotFound(): Outcome {
  return refuse(400, "ModelArts.6404", "The server does not exist.");
}

/** The one code for "busy", "already there" and sometimes "gone"; the text names the machine. */
export function notAllowedNow(name: string): Outcome {
  return refuse(
    400,
    "ModelArts.6357",
    `The operation is not allowed because another operation is being performed on the instance ${name} or the instance is in the target state.`,
  );
}

/** Whether a machine's status lets a passage begin. */
export function mayBegin(machine: Machine, passage: Passage): boolean {
  return passage.from.includes(machine.status);
}

/** Starts a passage if the status allows it. */
export function changeMachine<M extends Machine>(
  state: EmulatorState,
  call: Pick<Call, "now">,
  change: { readonly machine: M; readonly passage: Passage; readonly with?: Partial<M> },
  view: (machine: M, state: EmulatorState) => unknown,
): Outcome {
  const { machine, passage } = change;
  if (!mayBegin(machine, passage)) return notAllowedNow(machine.name);
  const way = passageNow(state, machine, passage);
  const changed: M = { ...begin(machine, way, call.now, state.speed), ...change.with };
  const next = putMachine(state, changed);
  return { ...answer(next, view(changed, next)), effects: [effectOf(machine, changed)] };
}

/** The machine that the path names. */
export function machineOf<K extends MachineKind>(
  state: EmulatorState,
  call: Pick<Call, "project" | "params" | "now">,
  kind: K,
): Extract<Machine, { kind: K }> | undefined {
  const id = call.params["id"] ?? call.params["instance_id"] ?? "";
  return findMachine(state, { kind, project: call.project, id }, call.now);
}

/** Why a server must not be deleted by this call whatever its status; `null` when it may. */
export function deletionBar(server: Pick<DevServer, "billing" | "status">): string | null {
  if (server.billing !== "PRE_PAID" || server.status === "CREATE_FAILED" || server.status === "ERROR")
    return null;
  return "A yearly/monthly resource cannot be deleted. Unsubscribe from it.";
}
