import * as z from "zod";
import { FAILABLE } from "./fleet.ts";
import type { Machine } from "./machine.ts";
import { machineById, putMachine } from "./roster.ts";
import { arrive } from "./settle.ts";
import type { EmulatorState } from "./state.ts";
import { Truth, truthRecord } from "./truth.ts";

/** Body of `POST /_emulator/machines/{id}`; what is left out stays. */
const MachinePatch = z.strictObject({
  /** Any status; a transition that is under way ends here. */
  status: z.string().min(1).max(64).optional(),
  /** Holds for the past of the machine as well: its metrics are worked out from it whenever somebody asks. */
  truth: Truth.optional(),
  failNext: z.array(z.enum(FAILABLE)).optional(),
  tags: z.record(z.string(), z.string()).optional(),
});

/** Changes a machine behind the cloud's back; `undefined` when there is none of that id. */
export function patchMachine(
  state: EmulatorState,
  id: string,
  body: unknown,
  now: number,
): { readonly state: EmulatorState; readonly body: unknown } | undefined {
  const patch = MachinePatch.parse(body);
  const machine = machineById(state, id, now);
  if (!machine) return undefined;
  const moved: Machine = patch.status === undefined ? machine : arrive(machine, patch.status, now);
  const patched: Machine = {
    ...moved,
    truth: patch.truth ? truthRecord(patch.truth, now) : moved.truth,
    failNext: patch.failNext ?? moved.failNext,
    tags: patch.tags ?? moved.tags,
  };
  return {
    state: putMachine(state, patched),
    body: { kind: patched.kind, id, status: patched.status, truth: patched.truth },
  };
}
