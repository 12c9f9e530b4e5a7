import * as z from "zod";
import { Hold } from "../domain/hold.ts";
import type { StatusEntry } from "../domain/status.ts";

const Holds = z.array(Hold).catch([]);

/** The holds that a run has announced so far with what an entry adds: the newest of each machine. */
export function withAnnouncedHolds(before: readonly Hold[], { details }: StatusEntry): readonly Hold[] {
  if (details["holds"] === undefined) return before;
  const told = Holds.parse(details["holds"]);
  return [...before.filter(({ resource }) => !told.some((hold) => hold.resource === resource)), ...told];
}
