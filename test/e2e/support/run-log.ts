import type { NodeHost } from "../../../lib/compose/node.ts";
import type { StatusEntry } from "../../../lib/domain/status.ts";
import { shortId } from "./emulated-cloud.ts";
import { SECOND_MS, type TestClock } from "./test-clock.ts";

const ROUNDS_MAX = 120;

/** Goes on with a run until it has ended, fifteen seconds of the test's clock between two looks. */
export async function settle(
  host: NodeHost,
  run: string,
  options: { readonly clock: TestClock; readonly everyMs?: number },
): Promise<readonly StatusEntry[]> {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const { status } = await host.advance(run);
    if (status === "finished") return entriesOf(host, run);
    options.clock.advance(options.everyMs ?? 15 * SECOND_MS);
  }
  const tail = (await entriesOf(host, run)).slice(-6).map(line).join("\n");
  throw new Error(`${run} has not ended after ${ROUNDS_MAX} looks; its last entries:\n${tail}`);
}

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
