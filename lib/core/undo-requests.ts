import { type ActionRequest, ORDER_MACHINES_MAX } from "../domain/event.ts";
import type { UndoneRun } from "../domain/facts.ts";
import { groupBy } from "../domain/group-by.ts";
import { type VerbName, verb } from "../domain/verbs.ts";

/** The machines of one order, group by group. */
type Groups = readonly (readonly string[])[];

/** Cuts groups into orders of so many machines; the pieces keep the order. */
function inPieces(groups: Groups): readonly Groups[] {
  const pieces: string[][][] = [];
  let room = 0;
  for (const group of groups) {
    for (let start = 0; start < group.length; ) {
      if (room === 0) {
        pieces.push([]);
        room = ORDER_MACHINES_MAX;
      }
      const part = group.slice(start, start + room);
      pieces.at(-1)?.push(part);
      start += part.length;
      room -= part.length;
    }
  }
  return pieces;
}

/**
 * The orders that take a run back, to be carried out one after the other: what it did last is taken back first, so that
 * what it went through from the front to the back comes up from the back to the front. Where it stopped some machines and
 * started others, people get back first what was taken from them.
 */
export function undoRequests(
  run: string,
  undone: UndoneRun,
): readonly Pick<ActionRequest, "verb" | "undoes" | "resources" | "parameters">[] {
  const byVerb = [...groupBy([...undone.steps], ([, { undo }]) => undo)];
  const takesAway = (name: VerbName) => Number(verb(name).disruptive);
  byVerb.sort(([a], [b]) => takesAway(a) - takesAway(b));
  return byVerb.flatMap(([undo, own]) => {
    const groups = [...groupBy(own, ([, { group }]) => group)].sort(([a], [b]) => b - a);
    const refs = groups.map(([, machines]) => machines.map(([ref]) => ref));
    return inPieces(refs).map((resources) => ({
      ...{ verb: undo, undoes: run, parameters: {} },
      resources: resources.map((group) => [...group]),
    }));
  });
}
