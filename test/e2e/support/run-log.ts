import type { NodeHost } from "../../../lib/compose/node.ts";
import type { StatusEntry } from "../../../lib/domain/status.ts";
import { shortId } from "./emulated-cloud.ts";
import { SECOND_MS, type TestClock } from "./test-clock.ts";

const ROUNDS_MAX = 120;

interface SettleOptions {
  readonly clock: TestClock;
  readonly everyMs?: number;
}

/** Goes on with a run until it has ended, fifteen seconds of the test's clock between two looks. */
export async function settle(
  host: NodeHost,
  run: string,
  options: SettleOptions,
): Promise<readonly StatusEntry[]> {
  const [entries] = await settleTogether([{ host, run }], options);
  return entries ?? [];
}

/**
 * The same for several hosts and runs side by side. All look at the same moment, and the clock moves when all have
 * looked: one that waits must not let the time run away under another one's work.
 */
export async function settleTogether(
  looks: readonly { readonly host: NodeHost; readonly run: string }[],
  options: SettleOptions,
): Promise<readonly (readonly StatusEntry[])[]> {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const reports = await Promise.all(looks.map(({ host, run }) => host.advance(run)));
    if (reports.every(({ status }) => status === "finished")) {
      return Promise.all(looks.map(({ host, run }) => entriesOf(host, run)));
    }
    options.clock.advance(options.everyMs ?? 15 * SECOND_MS);
  }
  const tails = await Promise.all(
    looks.map(async ({ host, run }) => [run, ...(await entriesOf(host, run)).slice(-6).map(line)].join("\n")),
  );
  throw new Error(`not ended after ${ROUNDS_MAX} looks; the last entries:\n${tails.join("\n")}`);
}

/** The calls that stop the servers of the budget story: batches of one, two, four. */
export const BUDGET_STOPS: readonly string[] = [
  "StopDevServer 201",
  "BatchDevServersAction STOP 202 203",
  "StopDevServer 204",
];

/** The run's entries as the log keeps them. */
export async function entriesOf(host: NodeHost, run: string): Promise<readonly StatusEntry[]> {
  return (await host.ports.store.read(run))?.entries ?? [];
}

/** An entry in short: phase, verb, machine, reason. */
export function line({ phase, action, resource, reason }: StatusEntry): string {
  const what = resource === null ? null : shortId(resource);
  return [phase, action, what, reason].filter((part) => part !== null).join(" ");
}

/** What the log says of machines, in short; what happens around them is left out. */
export function story(entries: readonly StatusEntry[]): readonly string[] {
  return entries.filter(({ resource }) => resource !== null).map(line);
}

/** Reason of every skip by machine. */
export function skips(entries: readonly StatusEntry[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entries
      .filter(({ phase }) => phase === "skipped")
      .map(({ resource, reason }) => [shortId(resource ?? ""), reason]),
  );
}

/** How many terminal entries the run has: one when it has ended, never more. */
export function endings(entries: readonly StatusEntry[]): number {
  return entries.filter(({ phase }) => phase === "finished").length;
}
