import type { NodeHost } from "../../compose/node.ts";
import { tickEvent } from "../../compose/node.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import type { PassReport } from "../../shell/run-event.ts";
import type { RunCommand } from "../command-list.ts";
import { entryPrinter } from "../entry-printer.ts";
import { lastTickMs } from "../last-tick.ts";
import { openSession, type Session } from "../open-session.ts";
import { flagOption, spanOption, textOption } from "../option-values.ts";
import { parseEvent, readInput } from "../read-event.ts";
import { EXIT, type Terminal } from "../terminal.ts";

const MINUTE_MS = 60_000;
const POLL_MS = { cloud: 5_000, emulator: 200 } as const;

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

function isDone(reports: readonly PassReport[]): boolean {
  return reports.every(({ status }) => status === "finished");
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => resolve(), { once: true });
    timer.unref?.();
  });
}

/** Goes on until nothing is open, the time is up, or the user wants to stop. */
async function workUntil(
  host: NodeHost,
  terminal: Terminal,
  bounds: { untilMs: number; pollMs: number },
): Promise<boolean> {
  const onError = (run: string, error: unknown) => terminal.err(`curfew: ${run}: ${String(error)}`);
  for (;;) {
    const done = isDone(await host.sweep({ onError }));
    if (done || terminal.stop.aborted || terminal.now() >= bounds.untilMs) return done;
    await pause(bounds.pollMs, terminal.stop);
  }
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
    const pollMs = session.emulated ? POLL_MS.emulator : POLL_MS.cloud;
    const done = await workUntil(session.host, terminal, { untilMs: terminal.now() + waitMs, pollMs });
    if (!done) terminal.err("curfew: some runs are still open; the next pass goes on (see: curfew status)");
    return EXIT.ok;
  } finally {
    await session.close();
  }
};
