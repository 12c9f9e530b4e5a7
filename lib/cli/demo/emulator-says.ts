import { SAMPLE_PROJECTS } from "../../emulator/sample-fleet.ts";
import type { DemoWorld } from "./demo-world.ts";

/** Asks the emulator's control API, which is no part of any cloud and leaves no trace in the journal. */
function ask<T>({ emulator }: DemoWorld, what: "journal" | "state"): T {
  const response = emulator.emulator.handle({
    method: "GET",
    path: `/_emulator/${what}`,
    query: "",
    headers: { "x-project-id": SAMPLE_PROJECTS.huaweicloud },
    body: new Uint8Array(),
  });
  return JSON.parse(new TextDecoder().decode(response.body)) as T;
}

/** Names of the operations that the cloud received and that could have changed something, in their order. */
export function writesReceived(world: DemoWorld): readonly string[] {
  return ask<readonly { readonly operation: string }[]>(world, "journal").map(({ operation }) => operation);
}

interface Known {
  readonly resources: readonly { readonly id: string; readonly status: string }[];
}

/** How a machine stands; `undefined` when there is none of this id. */
export function statusOf(world: DemoWorld, id: string): string | undefined {
  return ask<Known>(world, "state").resources.find((machine) => machine.id === id)?.status;
}
