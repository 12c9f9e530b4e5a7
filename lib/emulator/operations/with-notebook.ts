import { type Call, type Outcome, refuse } from "../call.ts";
import type { Notebook } from "../machine.ts";
import type { EmulatorState } from "../state.ts";
import { machineOf, notAllowedNow } from "./change-machine.ts";

/**
 * Hands over the notebook of the path, or refuses. Three codes for "not there" have been seen, all with HTTP 400:
 * 6404 when it is read, 6309 when it is to be changed, and 6357 when it was deleted a short while ago.
 */
export function withNotebook(
  state: EmulatorState,
  call: Pick<Call, "project" | "params" | "now">,
  purpose: "read" | "write",
  use: (notebook: Notebook) => Outcome,
): Outcome {
  const notebook = machineOf(state, call, "notebook");
  if (notebook) return use(notebook);
  const id = call.params["id"] ?? "";
  if (purpose === "read") return refuse(400, "ModelArts.6404", "The notebook does not exist.");
  if (state.gone.includes(id)) return notAllowedNow(id);
  return refuse(400, "ModelArts.6309", "The instance does not exist.");
}
