import { createUndiciTransport } from "../../clients/transport/undici.ts";
import type { NodeHost } from "../../compose/node.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { RunCommand } from "../command.ts";
import { type EmulatorClocks, openEmulatorClocks } from "../emulator-clock.ts";
import { storePath } from "../open-log.ts";
import { openSession, type Session } from "../open-session.ts";
import { flagOption, numberOption, textOption } from "../option-values.ts";
import { paintFor } from "../paint.ts";
import { showTime } from "../show-time.ts";
import { EXIT, type Terminal } from "../terminal.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** One day more than a policy has to be watched before it may be enforced. */
const DAYS = { min: 1, max: 31, fallback: 4 } as const;

/** A pass begins a moment after its slot, as it does with a real clock. */
const LATE_MS = 2_000;

/** The time in which the rehearsal is; it only goes forward. */
interface PlayedClock {
  nowMs: number;
}

/** History goes to the end of the log, so what is lived through must be younger than everything in it. */
async function refuseYounger({ host, loaded }: Session, fromMs: number): Promise<void> {
  const { entries } = await host.ports.store.find({ sinceMs: fromMs }, { limit: 1 });
  const [first] = entries;
  if (!first) return;
  const where = storePath(loaded) ?? loaded.config.store;
  throw new AutomationError(
    "usage",
    `${where} has entries from ${showTime(first.at)} on, and history cannot be put before them; rehearse with an empty store: name another one in store:, or move that one away`,
  );
}

interface Played {
  readonly passes: number;
  readonly untilMs: number;
}

interface Playing {
  readonly host: NodeHost;
  readonly clocks: EmulatorClocks;
  readonly clock: PlayedClock;
  readonly terminal: Terminal;
}

/** Whether a pass is due. What earlier ones have begun is gone on with in any slot, as `curfew serve` does. */
async function playSlot(slotMs: number, { host, clocks, clock }: Playing): Promise<boolean> {
  clock.nowMs = slotMs + LATE_MS;
  const ticked = await host.tick(slotMs, slotMs - MINUTE_MS);
  const open = ticked ? [] : await host.ports.store.openRuns({ limit: 1 });
  if (!ticked && open.length === 0) return false;
  await clocks.set(clock.nowMs);
  const broken: unknown[] = [];
  await host.sweep({ onError: (_run, error) => broken.push(error) });
  // The same mistake would come with every slot that follows.
  if (broken.length > 0) throw broken[0];
  return ticked !== undefined;
}

/** Slot by slot, as `curfew serve` would have done. */
async function play(fromMs: number, untilMs: number, playing: Playing): Promise<Played> {
  const { terminal } = playing;
  const paint = paintFor(terminal.color);
  let passes = 0;
  let slotMs = fromMs;
  for (; slotMs <= untilMs && !terminal.stop.aborted; slotMs += MINUTE_MS) {
    if (await playSlot(slotMs, playing)) passes += 1;
    if (slotMs > fromMs && (slotMs - fromMs) % DAY_MS === 0 && terminal.isTty) {
      terminal.err(paint.dim(`curfew: it is ${showTime(slotMs)}, ${passes} passes so far…`));
    }
  }
  return { passes, untilMs: slotMs - MINUTE_MS };
}

function endpointsOf({ loaded, emulated }: Session): readonly (string | null)[] {
  return emulated ? [emulated.url] : loaded.config.targets.map(({ endpoint }) => endpoint);
}

function tell(played: Played, days: number, { loaded, emulated }: Session, terminal: Terminal): void {
  const { policies } = loaded.config;
  const trial = policies.find(({ mode }) => mode === "observe")?.name ?? "POLICY";
  terminal.out(
    `lived through ${days} ${days === 1 ? "day" : "days"} up to ${showTime(played.untilMs)}: ${played.passes} passes are in the log`,
  );
  terminal.out("The emulator's clock is back at the present.");
  terminal.out("");
  // The sample fleet stands at no target of the configuration, so no trial on it counts for one.
  const next = emulated ? `backtest --days ${days} --as-enforced` : `enforce ${trial}`;
  terminal.out(`Next: curfew ${next}`);
}

/**
 * `curfew rehearse`: sets the emulator's clock back and plays every clock slot up to the present, each pass as at its own
 * time. What takes days otherwise is in the log within a minute. Refuses anything that is not an emulator.
 */
export const runRehearse: RunCommand = async ({ options, terminal }) => {
  const days = numberOption(options, "days", DAYS);
  const presentMs = Math.floor(terminal.now() / MINUTE_MS) * MINUTE_MS;
  const fromMs = presentMs - days * DAY_MS;
  const clock: PlayedClock = { nowMs: terminal.now() };
  const transport = createUndiciTransport();
  const session = await openSession(
    { ...terminal, now: () => clock.nowMs },
    { config: textOption(options, "config"), mayEmulate: true, tells: false },
  );
  try {
    const { loaded, emulated } = session;
    if (loaded.path === null) {
      throw new AutomationError("invalid-config", "no curfew.yaml here; write one with: curfew init");
    }
    if (emulated) terminal.err("curfew: no credentials, so this rehearses on the emulator's sample fleet");
    const clocks = await openEmulatorClocks(endpointsOf(session), transport);
    await refuseYounger(session, fromMs);
    try {
      const played = await play(fromMs, presentMs, { host: session.host, clocks, clock, terminal });
      if (flagOption(options, "json")) terminal.out(JSON.stringify({ days, ...played }));
      else tell(played, days, session, terminal);
    } finally {
      await clocks.set(terminal.now());
    }
    return EXIT.ok;
  } finally {
    await session.close();
    await transport.close();
  }
};
