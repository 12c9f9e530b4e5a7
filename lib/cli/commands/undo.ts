import { type NodeHost, requestEvent } from "../../compose/node.ts";
import { UNDO_WITHIN_MAX_MS } from "../../domain/facts.ts";
import type { RunCommand } from "../command.ts";
import { entryPrinter } from "../entry-printer.ts";
import { findRun } from "../find-run.ts";
import { openSession } from "../open-session.ts";
import { flagOption, spanOption, textOption } from "../option-values.ts";
import { reasonOption } from "../reason-option.ts";
import { shellUser } from "../shell-user.ts";
import { tellOutcome } from "../tell-outcome.ts";
import { tellPause } from "../tell-pause.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { undoOrders } from "../undo-orders.ts";
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

/** Takes a run back, order by order; the next one waits until the one before is done. Resolves to the exit code. */
export async function undoAndWait(asked: UndoOptions, host: NodeHost, terminal: Terminal): Promise<number> {
  const { store } = host.ports;
  const run = await findRun(store, asked.run);
  const kept = await store.read(run);
  const { why, by, withinMs } = asked;
  const { orders, left } = kept
    ? undoOrders(run, kept, { nowMs: terminal.now(), withinMs })
    : { orders: [], left: [] };
  for (const one of left) terminal.err(`curfew: left as it is: ${one}`);
  if (orders.length === 0) terminal.err(`curfew: run ${run} did nothing that can be taken back`);
  const untilMs = terminal.now() + asked.waitMs;
  let code: number = orders.length === 0 ? EXIT.failed : EXIT.ok;
  for (const order of orders) {
    const data = { ...order, ...(why !== undefined && { why }), ...(by !== undefined && { by }) };
    const taken = await host.accept(requestEvent(data, { source: "cli", nowMs: terminal.now() }));
    const ended = await workUntil([taken.run], host, { terminal, untilMs });
    code = Math.max(code, await tellOutcome(store, taken.run, terminal));
    if (!ended || code !== EXIT.ok) break;
  }
  return code;
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
  const printer = entryPrinter(terminal, { json: flagOption(options, "json") });
  const session = await openSession(terminal, {
    config: textOption(options, "config"),
    writeLine: printer.line,
    mayEmulate: false,
  });
  try {
    await tellPause(session.host.ports.store, terminal);
    return await undoAndWait(asked, session.host, terminal);
  } finally {
    await session.close();
  }
};
