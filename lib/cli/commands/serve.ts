import { startClock } from "../../adapters/node/clock-ticks.ts";
import { createHttpApp } from "../../adapters/node/http-app.ts";
import { type Listening, listen } from "../../adapters/node/listen.ts";
import { startWorker, type Worker } from "../../adapters/node/worker.ts";
import { createWebhookEndpoint, type RefusedDelivery } from "../../adapters/web/webhook-endpoint.ts";
import { resolveSources } from "../../compose/webhook-sources.ts";
import { EVENT_BYTES_MAX } from "../../domain/event.ts";
import type { RunCommand } from "../command.ts";
import { openSession, type Session } from "../open-session.ts";
import { numberOption, spanOption, textOption } from "../option-values.ts";
import { paintFor } from "../paint.ts";
import { EXIT, type Terminal } from "../terminal.ts";

/** How often open runs are gone on with: a machine on the cloud takes tens of seconds, the emulator's a moment. */
const SWEEP_EVERY_MS = { cloud: 10_000, emulator: 500 } as const;

const PORT_DEFAULT = 8787;

/** Operational lines go to standard error, so that standard output carries status entries alone. */
function operational(terminal: Terminal, line: Readonly<Record<string, unknown>>): void {
  terminal.err(JSON.stringify({ at: new Date(terminal.now()).toISOString(), ...line }));
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
    `curfew: ${loaded.path ?? "built-in configuration"}: ${loaded.config.policies.length} policies on ${names}`,
  );
  terminal.err(`curfew: listening on ${url}`);
  for (const { name } of loaded.config.sources)
    terminal.err(`curfew: webhooks of ${name} at ${url}/webhooks/${name}`);
}

function startWork(session: Session, terminal: Terminal, sweepMs: number | undefined): Worker {
  const { host, emulated } = session;
  const onError = (error: unknown) => {
    operational(terminal, { level: "error", what: "a pass broke off", error: String(error) });
  };
  return startWorker({
    advance: (run) => host.advance(run),
    sweep: () =>
      host.sweep({
        onError: (run, error) => operational(terminal, { level: "error", run, error: String(error) }),
      }),
    everyMs: sweepMs ?? (emulated ? SWEEP_EVERY_MS.emulator : SWEEP_EVERY_MS.cloud),
    onError,
  });
}

async function startHttp(
  session: Session,
  worker: Worker,
  {
    terminal,
    port,
    hostname,
  }: { readonly terminal: Terminal; readonly port: number; readonly hostname: string },
): Promise<Listening> {
  const { host, loaded, emulated } = session;
  const webhook = createWebhookEndpoint({
    sources: resolveSources(loaded.config, session.env),
    accept: host.accept,
    now: () => new Date(terminal.now()),
    onAccepted: worker.kick,
    onRefused: (refused: RefusedDelivery) =>
      operational(terminal, { level: "warn", what: "refused", ...refused }),
    onFailure: (error) => operational(terminal, { level: "error", what: "not stored", error: String(error) }),
  });
  const ready = async () => {
    const mode = emulated ? "emulator" : "cloud";
    try {
      const { paused } = await host.ports.store.readPause();
      return { ready: true, mode, paused };
    } catch (error) {
      return { ready: false, mode, store: error instanceof Error ? error.message : String(error) };
    }
  };
  return listen(createHttpApp({ webhook, ready, bodyBytesMax: EVENT_BYTES_MAX }), { host: hostname, port });
}

function untilStopped({ stop }: Terminal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve();
    else stop.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** `curfew serve`: webhooks, the clock and the inbox, until the process is asked to stop. */
export const runServe: RunCommand = async ({ options, terminal }) => {
  const port = numberOption(options, "port", { min: 0, max: 65_535, fallback: PORT_DEFAULT });
  const session = await openSession(terminal, {
    config: textOption(options, "config"),
    writeLine: terminal.out,
    mayEmulate: true,
  });
  const worker = startWork(session, terminal, spanOption(options, "sweep"));
  try {
    const hostname = textOption(options, "host") ?? "127.0.0.1";
    const server = await startHttp(session, worker, { terminal, port, hostname });
    const clock = startClock({
      now: terminal.now,
      onTick: async (slotMs, sinceMs) => {
        const accepted = await session.host.tick(slotMs, sinceMs);
        if (accepted && accepted.outcome !== "finished") worker.kick(accepted.run);
      },
      onError: (error) =>
        operational(terminal, { level: "error", what: "a tick was lost", error: String(error) }),
    });
    announce(terminal, session, server.url);
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
