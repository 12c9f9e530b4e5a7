import { nextPause } from "../../core/next-pause.ts";
import type { Pause } from "../../domain/pause.ts";
import type { PauseSwitch } from "../../ports/store.ts";
import type { Invocation, RunCommand } from "../command.ts";
import { describePause } from "../describe-pause.ts";
import { openSwitchStore } from "../open-log.ts";
import { flagOption, textOption } from "../option-values.ts";
import { paintFor } from "../paint.ts";
import { reasonOption } from "../reason-option.ts";
import { shellUser } from "../shell-user.ts";
import { EXIT, type Terminal } from "../terminal.ts";

/** What the switch is to be set to, by whom and why. */
export interface SwitchOptions {
  readonly paused: boolean;
  readonly why: string | undefined;
  readonly by: string | undefined;
  readonly json: boolean;
}

/** A switch that cannot be read has to be settable all the same: that is the way out of a damaged one. */
async function present(store: PauseSwitch, terminal: Terminal): Promise<Pause | undefined> {
  try {
    return await store.readPause();
  } catch (error) {
    terminal.err(`curfew: ${error instanceof Error ? error.message : String(error)}; it is set anew`);
    return undefined;
  }
}

function warnOfSame(before: Pause, { paused, why }: SwitchOptions, terminal: Terminal): void {
  if (!paused) {
    terminal.err("curfew: Curfew was not paused; nothing was changed");
    return;
  }
  const end = why === undefined ? "nothing was changed" : "the reason was replaced";
  terminal.err(`curfew: Curfew was paused already, ${describePause(before)}; ${end}`);
}

function show(now: Pause, terminal: Terminal): void {
  const paint = paintFor(terminal.color);
  if (!now.paused) {
    terminal.out(`${paint.green("running")}: open runs go on, the next tick decides anew`);
    return;
  }
  terminal.out(`${paint.yellow("paused")} ${describePause(now)}`);
  terminal.out("nothing is sent any more; calls that were sent are still followed. Back with: curfew resume");
}

/** Sets the switch that stops every process of this store before its next call. */
export async function setPause(
  wanted: SwitchOptions,
  store: PauseSwitch,
  terminal: Terminal,
): Promise<number> {
  const { paused, why = null, by = null, json } = wanted;
  const before = await present(store, terminal);
  const { pause: now, changed } = nextPause(before, { paused, why, by, atMs: terminal.now() });
  if (changed) await store.writePause(now);
  if (before?.paused === paused) warnOfSame(before, wanted, terminal);
  if (json) terminal.out(JSON.stringify({ ...now, changed, before: before ?? null }));
  else show(now, terminal);
  return EXIT.ok;
}

async function run({ options, terminal }: Invocation, paused: boolean): Promise<number> {
  const wanted = {
    paused,
    why: reasonOption(options),
    by: shellUser(terminal),
    json: flagOption(options, "json"),
  };
  const { store } = await openSwitchStore(terminal, textOption(options, "config"));
  try {
    return await setPause(wanted, store, terminal);
  } finally {
    await store.close();
  }
}

/** `curfew pause`: nothing is sent until somebody resumes. A reason is welcome and never in the way. */
export const runPause: RunCommand = (invocation) => run(invocation, true);

/** `curfew resume`: takes the pause back. */
export const runResume: RunCommand = (invocation) => run(invocation, false);
