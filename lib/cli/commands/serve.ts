import { type ClockTicks, startClock } from "../../adapters/node/clock-ticks.ts";
import type { ClockJump } from "../../adapters/node/tick-since.ts";
import { startWorker, type Worker } from "../../adapters/node/worker.ts";
import { resolveSources } from "../../compose/webhook-sources.ts";
import { storeProblem } from "../../config/store-host.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { RunCommand } from "../command.ts";
import { lastTickMs } from "../last-tick.ts";
import { openSession, type Session } from "../open-session.ts";
import { flagOption, numberOption, spanOption, textOption } from "../option-values.ts";
import { paintFor } from "../paint.ts";
import { showCount } from "../scan/show-amount.ts";
import { serveHttp } from "../serve-http.ts";
import { tellPause } from "../tell-pause.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { untilStopped } from "../until-stopped.ts";

/** How often open runs are gone on with: a machine on the cloud takes tens of seconds, the emulator's a moment. */
const SWEEP_EVERY_MS = { cloud: 10_000, emulator: 500 } as const;

const PORT_DEFAULT = 8787;

/** Operational lines go to standard error, so that standard output carries status entries alone. */
function operational(terminal: Terminal, line: Readonly<Record<string, unknown>>): void {
  terminal.err(JSON.stringify({ at: new Date(terminal.now()).toISOString(), ...line }));
}

/** Where a source's deliveries go. Azure's secret is a part of the address, and belongs into no line. */
function webhookPath({ name, scheme }: Session["loaded"]["config"]["sources"][number]): string {
  return scheme === "azure-path" ? `/webhooks/${name}/<secret>` : `/webhooks/${name}`;
}

function announce(terminal: Terminal, session: Session, url: string): void {
  const paint = paintFor(terminal.color);
  const { loaded, emulated } = session;
  if (emulated) {
    const why = loaded.path === null ? "there is no curfew.yaml here" : "no target has credentials";
    terminal.err(
      paint.yellow(`EMULATED CLOUD: ${why}, so everything below happens on an emulator (${emulated.url})`),
    );
    terminal.err(
      paint.yellow("EMULATED CLOUD: no real machine can be reached; set credentials to drive the cloud"),
    );
  }
  const names = loaded.config.targets
    .map(({ name, cloud, region }) => `${name} (${cloud} ${region})`)
    .join(", ");
  terminal.err(
    `curfew: ${loaded.path ?? "built-in configuration"}: ${showCount(loaded.config.policies.length, "policy", "policies")} on ${names}`,
  );
  terminal.err(`curfew: listening on ${url}`);
  for (const source of loaded.config.sources)
    terminal.err(`curfew: webhooks of ${source.name} at ${url}${webhookPath(source)}`);
}

function startWork(session: Session, terminal: Terminal, sweepMs: number | undefined): Worker {
  const { host, emulated } = session;
  const brokeOff = (error: unknown, run: string | null) =>
    operational(terminal, { level: "error", what: "a pass broke off", run, error: String(error) });
  return startWorker({
    advance: (run) => host.advance(run).catch((error: unknown) => brokeOff(error, run)),
    sweep: () => host.sweep({ onError: (run, error) => brokeOff(error, run) }),
    tell: (how) => host.tell(how),
    everyMs: sweepMs ?? (emulated ? SWEEP_EVERY_MS.emulator : SWEEP_EVERY_MS.cloud),
    onError: (error) => brokeOff(error, null),
  });
}

/**
 * After a longer standstill, of the process or of the computer, the evening's stops would come in the morning: what was
 * missed then is left out.
 */
const CATCH_UP_MS = 15 * 60_000;

/** Where the clock goes on: slots that fell into a restart are made up for. */
async function lastSlotMs({ host }: Session, nowMs: number): Promise<number> {
  return Math.max(await lastTickMs(host.ports.store, nowMs), nowMs - CATCH_UP_MS);
}

function startTicks({ host }: Session, terminal: Terminal, options: TicksOptions): ClockTicks {
  return startClock({
    now: terminal.now,
    sinceMs: options.sinceMs,
    catchUpMs: CATCH_UP_MS,
    onJump: (jump) => operational(terminal, jumpLine(jump)),
    onTick: async (slotMs, sinceMs) => {
      const accepted = await host.tick(slotMs, sinceMs);
      if (accepted && accepted.outcome !== "finished") options.worker.kick(accepted.run);
    },
    onError: (error) =>
      operational(terminal, { level: "error", what: "a tick has to wait", error: String(error) }),
  });
}

const JUMPS: Readonly<Record<ClockJump["kind"], string>> = {
  back: "the clock was set back; ticks go on from where it stands",
  gap: "no ticks for longer than is made up for; what was due in between is left out",
};

function jumpLine({ kind, fromMs, toMs }: ClockJump): Readonly<Record<string, unknown>> {
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  return { level: "warn", what: JUMPS[kind], from, to };
}

interface TicksOptions {
  readonly worker: Worker;
  readonly sinceMs: number;
}

/** `curfew serve`: webhooks, the clock and the inbox, until the process is asked to stop. */
export const runServe: RunCommand = async ({ options, terminal }) => {
  const port = numberOption(options, "port", { min: 0, max: 65_535, fallback: PORT_DEFAULT });
  const sweepMs = spanOption(options, "sweep");
  const session = await openSession(terminal, {
    config: textOption(options, "config"),
    writeLine: terminal.out,
    mayEmulate: true,
  });
  const worker = startWork(session, terminal, sweepMs);
  try {
    const unfit = storeProblem(session.loaded.config, "node");
    if (unfit) throw new AutomationError("invalid-config", `store: ${unfit.message}; use ${unfit.hint}`);
    const sources = resolveSources(session.loaded.config, session.env);
    const sinceMs = await lastSlotMs(session, terminal.now());
    const server = await serveHttp({
      node: session.host,
      sources,
      mode: session.emulated ? "emulator" : "cloud",
      now: terminal.now,
      onAccepted: worker.kick,
      report: (line) => operational(terminal, line),
      openStatus: flagOption(options, "openStatus"),
      host: textOption(options, "host") ?? "127.0.0.1",
      port,
    });
    const clock = startTicks(session, terminal, { worker, sinceMs });
    announce(terminal, session, server.url);
    await tellPause(session.host.ports.store, terminal);
    await untilStopped(terminal);
    terminal.err("curfew: stopping; what is under way is finished or left for the next start");
    await clock.stop();
    await server.close();
  } finally {
    await worker.stop();
    await session.close();
  }
  return EXIT.ok;
};
