import { expect } from "vitest";
import { requestEvent } from "../../../lib/compose/node.ts";
import type { StatusEntry } from "../../../lib/domain/status.ts";
import type { Fault } from "../../../lib/emulator/fault.ts";
import type { Stage, StageOptions } from "./open-stage.ts";
import { endings } from "./run-log.ts";
import { budgetAlert, deliver, rebuildTicket } from "./webhook-sender.ts";

/** A notebook that is ordered to be stopped, and a server that is ordered to be rebuilt. */
export const NOTEBOOK = "c0ffee00-0000-4000-8000-000000000101";
const SERVER = "c0ffee00-0000-4000-8000-000000000220";

/** The clock of these tests stands still while a call waits its turn, so turns come quickly. */
export const QUICK = { callsPerSecondMin: 1_000, pauseMaxMs: 100 };

/** A host that gives up waiting soon, where a fault never answers; else a slow computer would look like one. */
export const limitsFor = (fault: Partial<Fault>): StageOptions =>
  fault.delayMs === undefined ? {} : { limits: { timeoutMs: 400 } };

/** Somebody orders a notebook to be stopped. */
export async function orderStop(
  { host, clock }: Stage,
  resource = `prod/notebook/${NOTEBOOK}`,
): Promise<string> {
  const event = requestEvent(
    { verb: "stop", resource, parameters: {} },
    { source: "inbox", nowMs: clock.now(), id: `order ${resource}` },
  );
  return (await host.accept(event)).run;
}

/** A ticket asks for the server to be rebuilt. */
export async function ticket({ server, clock }: Stage): Promise<string> {
  const delivery = { source: "jira", id: "d-1", nowMs: clock.now(), body: rebuildTicket(SERVER) } as const;
  return String((await deliver(server.url, delivery)).body["run"]);
}

/** An alert of the budget, which stops its servers. */
export async function alert({ server, clock }: Stage): Promise<string> {
  const nowMs = clock.now();
  const delivery = { source: "budget", id: "msg_1", nowMs, body: budgetAlert(nowMs) } as const;
  return String((await deliver(server.url, delivery)).body["run"]);
}

/** Expects a run to have ended once, and well. */
export const done = (entries: readonly StatusEntry[]) => {
  expect(endings(entries)).toBe(1);
  expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "done" });
};
