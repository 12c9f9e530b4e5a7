import type { Call } from "../call.ts";
import type { MachineParts } from "../machine.ts";
import { hashText } from "../noise.ts";
import { projectKey } from "../roster.ts";
import { hashedHex, machineKey } from "../seed-machine.ts";
import type { EmulatorState } from "../state.ts";
import { truthRecord } from "../truth.ts";

/** What every machine that a call creates has in common. Nobody works in it until the control API says so. */
export function newParts(
  state: EmulatorState,
  call: Pick<Call, "project" | "caller" | "now">,
  machine: {
    readonly id: string;
    readonly name: string;
    readonly flavor: string;
    readonly description?: string;
  },
): MachineParts {
  const userId = call.caller.userId ?? hashedHex(hashText(`user ${call.caller.accessKey}`), 32);
  return {
    id: machine.id,
    key: machineKey(state.seed, machine.id),
    project: projectKey(state, call.project),
    name: machine.name,
    description: machine.description ?? "",
    flavor: machine.flavor,
    user: { id: userId, name: "emulated-user" },
    tags: {},
    createdAt: call.now,
    updatedAt: call.now,
    status: "CREATING",
    transition: null,
    runs: [],
    failNext: [],
    truth: truthRecord({ pattern: "idle" }, call.now),
  };
}
