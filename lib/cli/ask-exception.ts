import { pausedPart } from "../adapters/web/paused-part.ts";
import { randomIds } from "../compose/ids.ts";
import { requestEvent } from "../compose/node.ts";
import { createRulebook } from "../core/rulebook.ts";
import type { Config } from "../domain/config.ts";
import { formatDuration } from "../domain/duration.ts";
import { Hold } from "../domain/hold.ts";
import type { LocalVerb } from "../domain/verbs.ts";
import type { StoredRun } from "../ports/status-log.ts";
import type { Store } from "../ports/store.ts";
import { acceptEvent } from "../shell/accept-event.ts";
import { readEndings } from "../shell/read-endings.ts";
import { advanceRun } from "../shell/run-event.ts";
import type { ShellPorts } from "../shell/shell-ports.ts";
import { digest } from "../signing/hash-chain.ts";
import { printable } from "./cell-text.ts";
import { findMachine } from "./find-machine.ts";
import { paintFor } from "./paint.ts";
import { showTime } from "./show-time.ts";
import { tellPause } from "./tell-pause.ts";
import { EXIT, type Terminal } from "./terminal.ts";
import { workUntil } from "./work-until.ts";

/** A server may take the run up first and has to read the cloud then. */
const WAIT_MS = 30_000;

/** What somebody asks for at the command line. */
export interface AskedException {
  readonly verb: LocalVerb;
  /** Name, id, or `target/kind/id`. */
  readonly machine: string;
  /** How long, such as `2h`; `undefined` for a release. */
  readonly span: string | undefined;
  /** Asked once it is known that there is such a machine: a typing error in its name is told first. */
  readonly by: () => string;
  readonly why: string | undefined;
  readonly json: boolean;
}

/** What came of it: the hold and the one before it, or why there is none. */
interface Answer {
  readonly hold: Hold | null;
  readonly replaced: Hold | null;
  readonly reason: string;
  readonly text: string;
}

function answerOf({ entries, run }: StoredRun): Answer {
  const entry =
    entries.find(({ phase }) => phase === "succeeded") ?? entries.find(({ phase }) => phase === "skipped");
  if (!entry)
    return { hold: null, replaced: null, reason: "waiting", text: `run ${run} has not been decided yet` };
  const { reason, text, details } = entry;
  const held = Hold.safeParse(details["hold"]);
  const before = Hold.safeParse(details["replaced"]);
  return { hold: held.data ?? null, replaced: before.data ?? null, reason, text };
}

function show({ hold, replaced, text }: Answer, { verb }: AskedException, terminal: Terminal): void {
  if (hold === null) {
    terminal.err(`curfew: ${printable(text)}`);
    return;
  }
  const paint = paintFor(terminal.color);
  const machine = paint.bold(hold.resource);
  if (verb === "release") {
    terminal.out(`${machine} is released; it was held by ${printable(replaced?.owner ?? "?")}`);
    return;
  }
  const spanMs = Date.parse(hold.until) - Date.parse(hold.createdAt);
  terminal.out(`${machine} is held by ${printable(hold.owner)}: ${printable(hold.reason)}`);
  terminal.out(`until ${showTime(hold.until)}, for ${formatDuration(spanMs)}`);
  if (!replaced) return;
  const did = verb === "extend" ? "it extends" : "it takes the place of";
  terminal.out(`${did} the hold by ${printable(replaced.owner)} until ${showTime(replaced.until)}`);
}

/**
 * A hold keeps policies and requests off; a notebook lease is the cloud's own. No cloud is asked here, so it is told as
 * the last hourly frame of the fleet saw it.
 */
async function tellLease(
  { hold }: Answer,
  { store, config }: OpenedConfig,
  { verb, terminal }: { readonly verb: LocalVerb; readonly terminal: Terminal },
): Promise<void> {
  const nowMs = terminal.now();
  if (hold === null || verb === "release" || !hold.resource.includes("notebook/")) return;
  const endings = await readEndings(store, config, { nowMs, withinMs: Date.parse(hold.until) - nowMs });
  const lease = endings.find(({ kind, subject }) => kind === "lease" && subject === hold.resource);
  if (!lease) return;
  terminal.out(
    `the cloud itself stops it ${showTime(lease.endsAt)}, when its notebook lease ends, whatever runs on it`,
  );
  terminal.out(`curfew lease ${printable(lease.name)} --set hours=N moves that, curfew extend does not`);
}

function portsOf({ store, config }: OpenedConfig, { now }: Terminal): ShellPorts {
  // No cloud is reached: whoever objects needs no credentials.
  return {
    store,
    clouds: new Map(),
    clock: { now },
    ids: randomIds,
    rulebook: createRulebook(config, { digest }),
  };
}

/** A store and the configuration that names it. */
export interface OpenedConfig {
  readonly store: Store;
  readonly config: Config;
}

/**
 * Asks for a hold, an extension or a release the way every event does, from intake to the end of its run, and tells what
 * came of it. Resolves to the exit code.
 */
export async function askException(
  asked: AskedException,
  opened: OpenedConfig,
  terminal: Terminal,
): Promise<number> {
  const { store, config } = opened;
  const { verb, span, why, json } = asked;
  const targets = config.targets.map(({ name }) => name);
  const resource = await findMachine(asked.machine, store, { targets, terminal });
  const by = asked.by();
  const parameters = span === undefined ? {} : { for: span };
  const data = { verb, resource, by, parameters, ...(why !== undefined && { why }) };
  const ports = portsOf(opened, terminal);
  const event = requestEvent(data, { source: "cli", nowMs: terminal.now() });
  const { run } = await acceptEvent(event, ports);
  const host = { advance: (id: string) => advanceRun(id, ports), sweep: async () => [] };
  await workUntil([run], host, { terminal, untilMs: terminal.now() + WAIT_MS });
  const stored = await store.read(run);
  const answer = stored ? answerOf(stored) : { hold: null, replaced: null, reason: "waiting", text: run };
  const pause = await tellPause(store, terminal);
  if (json) terminal.out(JSON.stringify({ run, ...answer, ...pausedPart(pause) }));
  else {
    show(answer, asked, terminal);
    await tellLease(answer, opened, { verb, terminal });
  }
  return answer.hold === null ? EXIT.failed : EXIT.ok;
}
