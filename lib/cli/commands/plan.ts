import { pausedPart } from "../../adapters/web/paused-part.ts";
import { tickEvent } from "../../compose/tick-event.ts";
import { nameIn } from "../../core/name-in.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import { groupBy } from "../../domain/group-by.ts";
import type { StatusEntry } from "../../domain/status.ts";
import type { RunCommand } from "../command.ts";
import { keptPause } from "../kept-pause.ts";
import { openPlanStore } from "../open-plan-store.ts";
import { openSession, type Session } from "../open-session.ts";
import { flagOption, textOption } from "../option-values.ts";
import { type Paint, paintFor } from "../paint.ts";
import { parseEvent, readInput } from "../read-event.ts";
import { sealCallback } from "../seal-callback.ts";
import { shortResource } from "../show-entry.ts";
import { type Column, renderTable } from "../table.ts";
import { showPause } from "../tell-pause.ts";
import { EXIT, type Terminal } from "../terminal.ts";

type Row = StatusEntry & { readonly what: "would act" | "observe" | "skip" | "trouble" };

function rowOf(entry: StatusEntry): Row | undefined {
  if (entry.phase === "planned")
    return { ...entry, what: entry.reason === "observe" ? "observe" : "would act" };
  if (entry.phase !== "skipped") return undefined;
  return { ...entry, what: entry.policy === null ? "trouble" : "skip" };
}

function columns(paint: Paint): readonly Column<Row>[] {
  const colors = { "would act": paint.green, observe: paint.cyan, skip: paint.dim, trouble: paint.red };
  return [
    { title: "", value: ({ what }) => what, paint: (text, { what }) => colors[what](text) },
    { title: "POLICY", value: ({ policy }) => policy ?? "" },
    {
      title: "MACHINE",
      value: (row) => nameIn(row) ?? shortResource(row.resource),
      paint: (text) => paint.bold(text),
    },
    { title: "ACTION", value: ({ action }) => action ?? "" },
    { title: "REASON", value: ({ reason }) => reason },
    { title: "WHY", value: ({ text }) => text, flexible: true },
  ];
}

async function eventOf(
  options: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<AutomationEvent> {
  const file = textOption(options, "event");
  if (file !== undefined) return parseEvent(await readInput(file, terminal), file, terminal.now());
  // Everything that is due at some time is due here: the plan answers "what would it do now".
  return tickEvent(terminal.now(), 0);
}

/** Policies that no clock sets off; they are planned with `--event`. */
function waiting({ loaded }: Session): readonly string[] {
  return loaded.config.policies
    .filter(({ on }) => on.kind !== "every" && on.kind !== "cron")
    .map(({ name, on }) => `${name} (waits for ${/^a/.test(on.kind) ? "an" : "a"} ${on.kind})`);
}

const ORDER: readonly Row["what"][] = ["would act", "observe", "trouble", "skip"];

/** What would happen comes before what would not, which is longer and rarely what is looked for. */
function inOrder(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => ORDER.indexOf(a.what) - ORDER.indexOf(b.what));
}

/** `14 busy, 9 cap-percent`: the commonest first. */
function reasonsOf(rows: readonly Row[]): string {
  const counts = [...groupBy(rows, ({ reason }) => reason)].toSorted(([, a], [, b]) => b.length - a.length);
  return counts.map(([reason, own]) => `${own.length} ${reason}`).join(", ");
}

function printPlan(rows: readonly Row[], session: Session, terminal: Terminal): void {
  const paint = paintFor(terminal.color);
  const lines = renderTable(columns(paint), rows, { columns: terminal.columns, header: paint.dim });
  for (const line of rows.length > 0 ? lines : ["no machine is meant by any policy"]) terminal.out(line);
  const count = (what: Row["what"]) => rows.filter((row) => row.what === what).length;
  terminal.out("");
  const skips = rows.filter(({ what }) => what === "skip");
  const why = skips.length > 0 ? ` (${reasonsOf(skips)})` : "";
  terminal.out(
    `${count("would act")} would act, ${count("observe")} only observed, ${skips.length} left alone${why}; nothing was sent`,
  );
  const later = waiting(session);
  if (later.length > 0) terminal.out(`not planned here: ${later.join(", ")}; use --event FILE`);
}

/** `curfew plan`: the real path beside the log, which is read and not written, stopped after the plan. */
export const runPlan: RunCommand = async ({ options, terminal }) => {
  const given = await eventOf(options, terminal);
  const config = textOption(options, "config");
  const store = await openPlanStore(terminal, { config, alone: flagOption(options, "withoutLog") });
  const session = await openSession(terminal, { config, mayEmulate: true, store });
  try {
    if (session.emulated)
      terminal.err("curfew: no credentials, so this plan is for the emulator's sample fleet");
    const { host, env, loaded } = session;
    const event = sealCallback(given, { config: loaded.config, env }, terminal);
    const pause = await keptPause(session.loaded, terminal);
    showPause(pause, terminal);
    const { run } = await host.accept(event);
    await host.advance(run, { dryRun: true, tellsAll: true });
    const entries = (await host.ports.store.read(run))?.entries ?? [];
    const rows = entries.map(rowOf).filter((row) => row !== undefined);
    if (flagOption(options, "json")) terminal.out(JSON.stringify({ event, rows, ...pausedPart(pause) }));
    else printPlan(inOrder(rows), session, terminal);
    return rows.some(({ what }) => what === "trouble") ? EXIT.failed : EXIT.ok;
  } finally {
    await session.close();
  }
};
