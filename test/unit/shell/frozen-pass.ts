import { advanceRun, type PassReport } from "../../../lib/shell/run-event.ts";
import { type PortCall, tappedPorts } from "./tapped-ports.ts";
import type { World } from "./world.ts";

/** A pass whose process stands still. One that never thaws has died. */
export interface FrozenPass {
  /** Lets the process go on, and tells how its pass ended. */
  thaw(): Promise<PassReport>;
}

/** Where a process stops: at the first call of this kind, before or after the call has its effect. */
export interface FreezePoint {
  readonly at: (call: PortCall) => boolean;
  /** @default "before" */
  readonly side?: "before" | "after";
}

/** Begins a pass by a process of its own and comes back as soon as that process stands still. */
export async function freeze(
  world: World,
  run: string,
  { at, side = "before" }: FreezePoint,
): Promise<FrozenPass> {
  const gate = { open: (): void => undefined };
  const opened = new Promise<void>((resolve) => {
    gate.open = resolve;
  });
  let report: Promise<PassReport> | undefined;
  await new Promise<void>((stands, fail) => {
    let stood = false;
    const stand = async (): Promise<void> => {
      stood = true;
      stands();
      await opened;
    };
    const ports = tappedPorts(world.ports(), async (call, goOn) => {
      const here = !stood && at(call);
      if (here && side === "before") await stand();
      const answer = await goOn();
      if (here && side === "after") await stand();
      return answer;
    });
    report = advanceRun(run, ports);
    report.then(() => fail(new Error(`the pass over ${run} ended without such a call`)), fail);
  });
  return {
    thaw: async () => {
      gate.open();
      if (!report) throw new Error("no pass");
      return report;
    },
  };
}
