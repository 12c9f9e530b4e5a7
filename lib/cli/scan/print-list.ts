import { groupBy } from "../../domain/group-by.ts";
import type { Standing } from "../../domain/resource.ts";
import type { Target } from "../../domain/target.ts";
import { type Paint, paintFor } from "../paint.ts";
import { type Column, renderTable } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import type { OwnerGuess } from "./guess-owner.ts";
import type { FoundList, FoundMachine } from "./scan.ts";
import { showCount } from "./show-amount.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Running machines first: they are what costs. */
const ORDER: readonly Standing[] = ["running", "changing", "failed", "unknown", "stopped", "gone"];

function ageOf(createdAtMs: number | null, nowMs: number): string {
  if (createdAtMs === null) return "?";
  const ageMs = Math.max(0, nowMs - createdAtMs);
  if (ageMs >= 2 * DAY_MS) return `${Math.floor(ageMs / DAY_MS)}d`;
  return ageMs >= HOUR_MS ? `${Math.floor(ageMs / HOUR_MS)}h` : `${Math.floor(ageMs / 60_000)}m`;
}

/** A question mark says that the owner is only guessed from the machine's name. */
export function showOwner({ owner, from }: OwnerGuess): string {
  if (owner === null) return "?";
  return from === "name" ? `${owner}?` : owner;
}

function paintStanding(paint: Paint, standing: Standing): (text: string) => string {
  if (standing === "running") return paint.green;
  if (standing === "failed" || standing === "unknown") return paint.red;
  return standing === "changing" ? paint.yellow : paint.dim;
}

function columns(paint: Paint, nowMs: number): readonly Column<FoundMachine>[] {
  return [
    {
      title: "KIND",
      value: ({ resource }) => resource.kind,
      paint: (text) => paint.dim(text),
      dropFirst: 1,
    },
    { title: "NAME", value: ({ resource }) => resource.name, paint: (text) => paint.bold(text) },
    {
      title: "STATUS",
      value: ({ resource }) => resource.status || "?",
      paint: (text, { resource }) => paintStanding(paint, resource.standing)(text),
    },
    { title: "FLAVOR", value: ({ resource }) => resource.flavor.name || "?", flexible: true },
    { title: "OWNER", value: ({ guess }) => showOwner(guess) },
    { title: "BILLING", value: ({ resource }) => resource.billing, dropFirst: 2 },
    { title: "AGE", value: ({ resource }) => ageOf(resource.createdAtMs, nowMs), align: "right" },
  ];
}

function inOrder(machines: readonly FoundMachine[]): readonly FoundMachine[] {
  return [...machines].sort(
    ({ resource: a }, { resource: b }) =>
      ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing) || (a.name < b.name ? -1 : 1),
  );
}

/** A target as people know it: the cloud, and where it answers. */
export function showTarget({ name, region, endpoint }: Target): string {
  return `${name} ${endpoint ?? region}`;
}

/**
 * Prints one list of machines as it came; its columns fit its own rows, since nobody knows the other lists yet. One without
 * machines is told later, together with the others.
 */
export function printList({ target, kind, machines }: FoundList, terminal: Terminal): void {
  if (machines.length === 0) return;
  const paint = paintFor(terminal.color);
  const running = machines.filter(({ resource }) => resource.standing === "running").length;
  const where = showTarget(target);
  terminal.out("");
  terminal.out(`${paint.bold(`${where}: ${showCount(machines.length, kind)}`)}, ${running} running`);
  const options = { columns: terminal.columns, header: paint.dim };
  for (const line of renderTable(columns(paint, terminal.now()), inOrder(machines), options)) {
    terminal.out(line);
  }
}

/** Says in one line a target what was looked for and is not there. */
export function printEmpty(lists: readonly FoundList[], terminal: Terminal): void {
  const empty = lists.filter(({ machines }) => machines.length === 0);
  if (empty.length === 0) return;
  const paint = paintFor(terminal.color);
  terminal.out("");
  for (const [where, own] of groupBy(empty, ({ target }) => showTarget(target))) {
    terminal.out(paint.dim(`${where}: no ${own.map(({ kind }) => kind).join(", no ")}`));
  }
}
