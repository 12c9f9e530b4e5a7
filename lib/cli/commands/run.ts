import { tickEvent } from "../../compose/node.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import type { RunCommand } from "../command.ts";
import { entryPrinter } from "../entry-printer.ts";
import { lastTickMs } from "../last-tick.ts";
import { openSession, type Session } from "../open-session.ts";
import { flagOption, spanOption, textOption } from "../option-values.ts";
import { parseEvent, readInput } from "../read-event.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { workUntil } from "../work-until.ts";

const MINUTE_MS = 60_000;

/** Makes every clock policy due, for a pass that is asked for by hand. */
function allDueEvent(nowMs: number): AutomationEvent {
  const at = new Date(nowMs).toISOString();
  return { ...tickEvent(nowMs, 0), id: `by-hand-${at}`, trigger: "cli" };
}

async function takeIn(
  session: Session,
  terminal: Terminal,
  options: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { host } = session;
  const nowMs = terminal.now();
  const file = textOption(options, "event");
  if (file !== undefined) {
    const { run, outcome } = await host.accept(parseEvent(await readInput(file, terminal), file, nowMs));
    if (outcome !== "new")
      terminal.err(`curfew: this event was taken in before, as run ${run}; going on with that`);
    return run;
  }
  if (flagOption(options, "all")) return (await host.accept(allDueEvent(nowMs))).run;
  const slotMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const ticked = await host.tick(
    slotMs,
    Math.min(await lastTickMs(host.ports.store, nowMs), slotMs - MINUTE_MS),
  );
  if (!ticked) terminal.err("curfew: no policy is due in this minute; --all makes every clock policy due");
  return ticked?.run ?? "";
}

/** `curfew run`: one pass over the clock's policies and everything that is open. */
export const runRun: RunCommand = async ({ options, terminal }) => {
  const waitMs = spanOption(options, "wait") ?? 0;
  const isDry = flagOption(options, "dryRun");
  const printer = entryPrinter(terminal, { json: flagOption(options, "json") });
  const session = await openSession(terminal, {
    config: textOption(options, "config"),
    writeLine: printer.line,
    mayEmulate: false,
    ...(isDry ? { store: "memory" as const } : {}),
  });
  try {
    const run = await takeIn(session, terminal, options);
    if (isDry) {
      if (run) await session.host.advance(run, { dryRun: true });
      return EXIT.ok;
    }
    const done = await workUntil("open", session.host, { terminal, untilMs: terminal.now() + waitMs });
    if (!done) terminal.err("curfew: some runs are still open; the next pass goes on (see: curfew status)");
    return EXIT.ok;
  } finally {
    await session.close();
  }
};
