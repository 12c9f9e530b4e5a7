import { ENDING_KINDS, type Ending } from "../core/ending/ending.ts";
import { isoWeek } from "../core/ending/iso-week.ts";
import { observationOf } from "../core/frame/observation-of.ts";
import { DIGEST_POLICY } from "../domain/frame.ts";
import { groupBy } from "../domain/group-by.ts";
import { entryAt } from "./entry.ts";
import { appendWithPermits, type Pass } from "./pass.ts";
import { readEndings } from "./read-endings.ts";
import type { ShellPorts } from "./shell-ports.ts";

const WEEK_MS = 7 * 86_400_000;

/** Most exceptions that one digest names; the rest is counted. */
const NAMED_MAX = 500;

async function isTold({ store }: ShellPorts, week: string): Promise<boolean> {
  const filter = { policy: DIGEST_POLICY, phases: ["seen" as const] };
  const { entries } = await store.find(filter, { limit: 1, newest: true });
  return entries[0]?.details["week"] === week;
}

function textOf(endings: readonly Ending[]): string {
  if (endings.length === 0) return "nothing ends within the next 7 days";
  const owners = [...groupBy(endings, ({ owner }) => owner ?? "(everybody)")].map(([owner, own]) => {
    const kinds = ENDING_KINDS.map((kind) => [kind, own.filter((one) => one.kind === kind).length] as const);
    const counted = kinds.filter(([, count]) => count > 0).map(([kind, count]) => `${count} ${kind}`);
    return `${owner}: ${counted.join(", ")}`;
  });
  return `${endings.length} end within the next 7 days; ${owners.join("; ")}`;
}

/**
 * Writes down once a week what is about to end, with the first full hour that a clock policy passes. The permit is taken
 * in the same write, so that of two processes, or of one that was started again, only one writes it.
 */
export async function writeDigest(pass: Pass): Promise<void> {
  const { event, ports } = pass;
  const { config } = ports.rulebook;
  const { frameMs } = observationOf(event, config);
  if (frameMs === null) return;
  const week = isoWeek(frameMs);
  if (await isTold(ports, week)) return;
  const nowMs = ports.clock.now();
  const endings = await readEndings(ports.store, config, { nowMs, withinMs: WEEK_MS });
  const entry = entryAt(nowMs, {
    phase: "seen",
    reason: "digest",
    policy: DIGEST_POLICY,
    text: textOf(endings),
    details: { week, endings: endings.slice(0, NAMED_MAX), more: Math.max(0, endings.length - NAMED_MAX) },
  });
  await appendWithPermits(pass, [entry], { permits: [`digest/${week}`], leases: [...pass.leases.values()] });
}
