import type { Resource, ResourceRef } from "../../domain/resource.ts";
import type { Rulebook } from "../rulebook.ts";
import type { Known, PlayedMachine } from "./played-machine.ts";

/** A rulebook that remembers, and how to spare it the search for what it remembers. */
export interface RememberingRulebook {
  readonly rulebook: Rulebook;
  /** Says of which machine it is asked next. */
  recall(machine: PlayedMachine): void;
}

/** Owners and savings are found by the machine alone, so they stand as long as it does. */
export function rememberingRulebook(rulebook: Rulebook): RememberingRulebook {
  const known = new Map<ResourceRef, Known>();
  let last: Known | undefined;
  const find = (resource: Resource): Known => {
    const found = known.get(resource.ref);
    if (found?.resource === resource) return found;
    const made = { resource, ownership: rulebook.ownerOf(resource), saving: rulebook.savingOf(resource) };
    known.set(resource.ref, made);
    return made;
  };
  /** The core asks several things of one machine in a row. */
  const of = (resource: Resource): Known => {
    if (last?.resource !== resource) last = find(resource);
    return last;
  };
  return {
    rulebook: {
      ...rulebook,
      ownerOf: (resource) => of(resource).ownership,
      savingOf: (resource) => of(resource).saving,
    },
    recall: (machine) => {
      const { resource } = machine;
      if (resource === null) return;
      if (machine.known?.resource !== resource) machine.known = find(resource);
      last = machine.known;
    },
  };
}
