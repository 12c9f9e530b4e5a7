import type { Ending } from "../core/ending/ending.ts";
import { paintFor } from "./paint.ts";
import { showTime } from "./show-time.ts";
import { type Column, renderTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** The owners by name, then what concerns everybody; each owner's next end first. */
function byOwner(a: Ending, b: Ending): number {
  if (a.owner === b.owner) return a.endsAt < b.endsAt ? -1 : 1;
  if (a.owner === null || b.owner === null) return a.owner === null ? 1 : -1;
  return a.owner < b.owner ? -1 : 1;
}

/** Shows what ends soon, owner by owner. */
export function showEndings(endings: readonly Ending[], days: number, terminal: Terminal): void {
  const span = days === 1 ? "day" : `${days} days`;
  if (endings.length === 0) {
    terminal.out(`nothing ends within the next ${span}`);
    return;
  }
  const paint = paintFor(terminal.color);
  const columns: readonly Column<Ending>[] = [
    { title: "OWNER", value: ({ owner }) => owner ?? "(everybody)" },
    { title: "WHAT", value: ({ kind }) => kind },
    { title: "NAME", value: ({ name }) => name, paint: (text) => paint.bold(text) },
    { title: "ENDS", value: ({ endsAt }) => showTime(endsAt, { date: true }) },
    { title: "TEXT", value: ({ text }) => text, flexible: true },
  ];
  const lines = renderTable(columns, endings.toSorted(byOwner), {
    columns: terminal.columns,
    header: (text) => paint.dim(text),
  });
  for (const line of lines) terminal.out(line);
}
