import type { Resource, ResourceRef } from "../../domain/resource.ts";
import type { Rulebook } from "../rulebook.ts";

interface Known {
  readonly resource: Resource;
  readonly ownership: ReturnType<Rulebook["ownerOf"]>;
  readonly saving: ReturnType<Rulebook["savingOf"]>;
}

/** Owners and savings are found by the machine alone, so they stand as long as it does. */
export function rememberingRulebook(rulebook: Rulebook): Rulebook {
  const known = new Map<ResourceRef, Known>();
  let last: Known | undefined;
  /** The core asks several things of one machine in a row. */
  const of = (resource: Resource): Known => {
    if (last?.resource === resource) return last;
    const found = known.get(resource.ref);
    if (found?.resource === resource) {
      last = found;
      return found;
    }
    last = { resource, ownership: rulebook.ownerOf(resource), saving: rulebook.savingOf(resource) };
    known.set(resource.ref, last);
    return last;
  };
  return {
    ...rulebook,
    ownerOf: (resource) => of(resource).ownership,
    savingOf: (resource) => of(resource).saving,
  };
}
