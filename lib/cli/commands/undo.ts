import { type NodeHost, requestEvent } from "../../compose/node.ts";
import { ended, runState } from "../../core/run-state.ts";
import { undoOrders } from "../../core/undo-orders.ts";
import { UNDO_WITHIN_MAX_MS } from "../../domain/facts.ts";
import { findRun } from "../../shell/find-run.ts";
import type { RunCommand } from "../command.ts";
import { spanOption, textOption } from "../option-values.ts";
import { reasonOption } from "../reason-option.ts";
import { shellUser } from "../shell-user.ts";
import { tellOutcome } from "../tell-outcome.ts";
import { waitTeller } from "../tell-wait.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { withHost } from "../with-host.ts";
import { workUntil } from "../work-until.ts";
import { wrongOption } from "../wrong-option.ts";

const WAIT_MS_DEFAULT = 900_000;
const WITHIN_MS_DEFAULT = 86_400_000;

/** What `curfew undo` was asked. */
export interface UndoOptions {
  /** Id of the run, or the beginning or the end of it. */
  readonly run: string;
  readonly why?: string | undefined;
  readonly by?: string | undefined;
  readonly withinMs: number;
  readonly waitMs: number;
}

/** How the orders came out, counted in machines. */
interface Tally {
  readonly done: number;
  readonly failed: number;
  readonly open: number;
  /** Of orders that were not begun. */
  readonly notBegun: number;
  readonly code: number;
}

type Orders = ReturnType<typeof undoOrders>["orders"];

function machinesIn(orders: Orders): number {
  return orders.reduce((sum, { resources = [] }) => sum + resources.flat().length, 0);
}

/** Nothing left to do is no reason to stop: an earlier undo may have got no further than that order. */
const GOES_ON: readonly string[] = ["done", "nothing-to-do"];

/** Carries the orders out one after the other. The next begins when the one before has ended well. */
async function carryOut(
  orders: Orders,
  asked: UndoOptions,
  host: NodeHost,
  terminal: Terminal,
): Promise<Tally> {
  const { store } = host.ports;
  const { why, by, waitMs } = asked;
  const untilMs = terminal.now() + waitMs;
  const tally = { done: 0, failed: 0, open: 0, notBegun: 0, code: EXIT.ok as number };
  for (const [index, order] of orders.entries()) {
    const data = { ...order, ...(why !== undefined && { why }), ...(by !== undefined && { by }) };
    const { run } = await host.accept(requestEvent(data, { source: "cli", nowMs: terminal.now() }));
    await workUntil([run], host, { terminal, untilMs, onWait: waitTeller(run, { store, terminal }) });
    const code = await tellOutcome(store, run, terminal);
    const entries = (await store.read(run))?.entries ?? [];
    const steps = [...runState(entries).steps.values()];
    tally.done += steps.filter(({ phase }) => phase === "succeeded").length;
    tally.failed += steps.filter(({ phase }) => phase === "failed").length;
    tally.open += steps.filter((step) => !ended(step)).length;
    const last = entries.at(-1);
    if (last?.phase === "finished" && GOES_ON.includes(last.reason)) continue;
    tally.notBegun = machinesIn(orders.slice(index + 1));
    return { ...tally, code: tally.notBegun > 0 ? EXIT.failed : code };
  }
  return { ...tally, code: tally.done > 0 ? EXIT.ok : EXIT.failed };
}

function tellTally(run: string, tally: Tally, all: number): string {
  const { done, failed, open, notBegun } = tally;
  const left = all - done - failed - open - notBegun;
  const parts = [
    `curfew: run ${run}: ${done} of ${all} machines brought back`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(open > 0 ? [`${open} still under way`] : []),
    ...(left > 0 ? [`${left} left as they are`] : []),
    ...(notBegun > 0 ? [`${notBegun} not begun: give the same command again`] : []),
  ];
  return parts.join(", ");
}

/** Takes a run back, order by order. Resolves to the exit code. */
export async function undoAndWait(asked: UndoOptions, host: NodeHost, terminal: Terminal): Promise<number> {
  const { store } = host.ports;
  const run = await findRun(store, asked.run);
  const kept = await store.read(run);
  const { withinMs } = asked;
  const { orders, left } = kept
    ? undoOrders(run, kept, { nowMs: terminal.now(), withinMs })
    : { orders: [], left: [] };
  for (const one of left) terminal.err(`curfew: left as it is: ${one}`);
  if (orders.length === 0) {
    terminal.err(`curfew: run ${run} did nothing that can be taken back`);
    return EXIT.failed;
  }
  const tally = await carryOut(orders, asked, host, terminal);
  terminal.err(tellTally(run, tally, machinesIn(orders)));
  return tally.code;
}

function withinOf(options: Readonly<Record<string, unknown>>): number {
  const withinMs = spanOption(options, "within") ?? WITHIN_MS_DEFAULT;
  if (withinMs <= UNDO_WITHIN_MAX_MS) return withinMs;
  throw wrongOption("--within", "at most 7d", textOption(options, "within"));
}

/** `curfew undo`: brings back what a run stopped. */
export const runUndo: RunCommand = async ({ args, options, terminal }) => {
  const [run = ""] = args;
  const asked = {
    run,
    why: reasonOption(options),
    by: shellUser(terminal),
    withinMs: withinOf(options),
    waitMs: spanOption(options, "wait") ?? WAIT_MS_DEFAULT,
  };
  return withHost({ options, terminal }, (host) => undoAndWait(asked, host, terminal));
};
