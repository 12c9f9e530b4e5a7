import { tickEvent } from "../../compose/tick-event.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import { acceptEvent } from "../../shell/accept-event.ts";
import { findRun } from "../../shell/find-run.ts";
import { replayRun } from "../../shell/replay-run.ts";
import type { RunCommand } from "../command.ts";
import { entryPrinter } from "../entry-printer.ts";
import { keptPause } from "../kept-pause.ts";
import { lastTickMs } from "../last-tick.ts";
import { openPlanStore } from "../open-plan-store.ts";
import { openSession, type Session } from "../open-session.ts";
import { flagOption, spanOption, textOption } from "../option-values.ts";
import { parseEvent, readInput } from "../read-event.ts";
import { reasonOption } from "../reason-option.ts";
import { sealCallback } from "../seal-callback.ts";
import { shellUser } from "../shell-user.ts";
import { showPause, tellPause } from "../tell-pause.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { workUntil } from "../work-until.ts";
import { wrongOption } from "../wrong-option.ts";

const MINUTE_MS = 60_000;

type Options = Readonly<Record<string, unknown>>;

/** Makes every clock policy due, for a pass that is asked for by hand. */
function allDueEvent(nowMs: number): AutomationEvent {
  const at = new Date(nowMs).toISOString();
  return { ...tickEvent(nowMs, 0), id: `by-hand-${at}`, trigger: "cli" };
}

async function takeFile(file: string, { host, env, loaded }: Session, terminal: Terminal): Promise<string> {
  const parsed = parseEvent(await readInput(file, terminal), file, terminal.now());
  const event = sealCallback(parsed, { config: loaded.config, env }, terminal);
  // Whatever it says of itself, a person hands it in here, and people are not turned away by a full inbox.
  const { run, outcome } = await acceptEvent(event, host.ports);
  if (outcome !== "new") {
    terminal.err(`curfew: this event was taken in before, as run ${run}; going on with that`);
  }
  return run;
}

async function takeReplay(text: string, { host }: Session, asked: Asked): Promise<string> {
  const { terminal, options } = asked;
  const original = await findRun(host.ports.store, text);
  const by = shellUser(terminal) ?? "unknown user";
  const why = reasonOption(options) ?? null;
  const { run, outcome } = await replayRun({ run: original, by, why }, host.ports);
  terminal.err(
    outcome === "new"
      ? `curfew: run ${original} is played again as run ${run}`
      : `curfew: run ${original} is being played again already, as run ${run}; going on with that`,
  );
  return run;
}

interface Asked {
  readonly options: Options;
  readonly terminal: Terminal;
}

/** Takes in what the options ask for; resolves to its run, or to an empty text when nothing is due. */
async function takeIn(session: Session, asked: Asked): Promise<string> {
  const { options, terminal } = asked;
  const { host } = session;
  const nowMs = terminal.now();
  const replay = textOption(options, "replay");
  if (replay !== undefined) return takeReplay(replay, session, asked);
  const file = textOption(options, "event");
  if (file !== undefined) return takeFile(file, session, terminal);
  if (flagOption(options, "all")) return (await host.accept(allDueEvent(nowMs))).run;
  const slotMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const ticked = await host.tick(
    slotMs,
    Math.min(await lastTickMs(host.ports.store, nowMs), slotMs - MINUTE_MS),
  );
  if (!ticked) terminal.err("curfew: no policy is due in this minute; --all makes every clock policy due");
  return ticked?.run ?? "";
}

/** Throws `usage` for options that contradict each other, before anything is opened. */
function checkOptions(options: Options): void {
  reasonOption(options);
  const isReplay = textOption(options, "replay") !== undefined;
  const beside = ["event", "all", "dryRun"].find((name) => options[name] !== undefined);
  if (isReplay && beside !== undefined) {
    const flag = beside === "dryRun" ? "--dry-run" : `--${beside}`;
    throw wrongOption("--replay", `plays an event of the log again and cannot go with ${flag}`);
  }
  if (!isReplay && textOption(options, "why") !== undefined) {
    throw wrongOption("--why", "goes with --replay: curfew run --replay RUN --why REASON");
  }
}

/** `curfew run`: one pass over the clock's policies and everything that is open, or over one run played again. */
export const runRun: RunCommand = async ({ options, terminal }) => {
  checkOptions(options);
  const waitMs = spanOption(options, "wait") ?? 0;
  const isDry = flagOption(options, "dryRun");
  const printer = entryPrinter(terminal, { json: flagOption(options, "json") });
  const config = textOption(options, "config");
  const session = await openSession(terminal, {
    ...{ config, writeLine: printer.line, mayEmulate: false },
    ...(isDry ? { store: await openPlanStore(terminal, { config, alone: false }) } : {}),
  });
  try {
    if (isDry) showPause(await keptPause(session.loaded, terminal), terminal);
    else await tellPause(session.host.ports.store, terminal);
    const run = await takeIn(session, { options, terminal });
    if (isDry) {
      if (run) await session.host.advance(run, { dryRun: true, tellsAll: true });
      return EXIT.ok;
    }
    const meant = textOption(options, "replay") === undefined ? "open" : [run];
    const done = await workUntil(meant, session.host, { terminal, untilMs: terminal.now() + waitMs });
    if (!done) terminal.err("curfew: some runs are still open; the next pass goes on (see: curfew status)");
    return EXIT.ok;
  } finally {
    await session.close();
  }
};
