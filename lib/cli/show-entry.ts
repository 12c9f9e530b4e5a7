import type { StatusEntry } from "../domain/status.ts";
import { type Paint, paintPhase } from "./paint.ts";
import { showTime } from "./show-time.ts";
import type { Column } from "./table.ts";

/** The machine as people call it: its kind and the end of its id, or the name when the entry knows it. */
export function shortResource(resource: string | null): string {
  if (resource === null) return "";
  const [target, kind, id = ""] = resource.split("/");
  const short = id.length > 13 && !id.startsWith("+") ? `…${id.slice(-8)}` : id;
  return `${target}/${kind}/${short}`;
}

/** Columns of a table of status entries. */
export function entryColumns(
  paint: Paint,
  options: { readonly names: ReadonlyMap<string, string>; readonly utc?: boolean },
): readonly Column<StatusEntry>[] {
  return [
    { title: "TIME", value: ({ at }) => showTime(at, { date: false, utc: options.utc ?? true }) },
    { title: "RUN", value: ({ run, seq }) => `${run.slice(-6)}·${seq}`, paint: (text) => paint.dim(text) },
    {
      title: "PHASE",
      value: ({ phase }) => phase,
      paint: (text, { phase }) => paintPhase(paint, phase)(text),
    },
    { title: "POLICY", value: ({ policy }) => policy ?? "" },
    {
      title: "RESOURCE",
      value: ({ resource }) => options.names.get(resource ?? "") ?? shortResource(resource),
      paint: (text) => paint.bold(text),
    },
    { title: "ACTION", value: ({ action }) => action ?? "" },
    { title: "REASON", value: ({ reason }) => reason },
    { title: "TEXT", value: ({ text }) => text, flexible: true },
  ];
}
