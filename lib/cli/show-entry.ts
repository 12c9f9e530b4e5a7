import type { StatusEntry } from "../domain/status.ts";
import { type Paint, paintPhase } from "./paint.ts";
import { showTime } from "./show-time.ts";
import type { Column } from "./table.ts";

/** The machine as people call it: its kind and the end of its id, or the name when the entry knows it. */
export function shortResource(resource: string | null): string {
  if (resource === null) return "";
  const [target, kind, id = ""] = resource.split("/");
  // What somebody typed need not be a reference.
  if (kind === undefined) return resource;
  const short = id.length > 13 && !id.startsWith("+") ? `…${id.slice(-8)}` : id;
  return `${target}/${kind}/${short}`;
}

/** How entries are shown. */
export interface EntryColumnsOptions {
  /** Machines' names by `target/kind/id`. */
  readonly names: ReadonlyMap<string, string>;
  /** Whether UTC stands beside the local time. Default: yes. */
  readonly utc?: boolean;
  /** Whether the day stands before the time. Default: no. */
  readonly date?: boolean;
}

/** Columns of a table of status entries. */
export function entryColumns(paint: Paint, options: EntryColumnsOptions): readonly Column<StatusEntry>[] {
  const { names, utc = true, date = false } = options;
  return [
    { title: "TIME", value: ({ at }) => showTime(at, { date, utc }) },
    {
      title: "RUN",
      value: ({ run, seq }) => `${run.slice(-6)}·${seq}`,
      paint: (text) => paint.dim(text),
      dropFirst: 3,
    },
    {
      title: "PHASE",
      value: ({ phase }) => phase,
      paint: (text, { phase }) => paintPhase(paint, phase)(text),
    },
    { title: "POLICY", value: ({ policy }) => policy ?? "", dropFirst: 1 },
    {
      title: "RESOURCE",
      value: ({ resource }) => names.get(resource ?? "") ?? shortResource(resource),
      paint: (text) => paint.bold(text),
    },
    { title: "ACTION", value: ({ action }) => action ?? "" },
    { title: "REASON", value: ({ reason }) => reason, dropFirst: 2 },
    { title: "TEXT", value: ({ text }) => text, flexible: true },
  ];
}
