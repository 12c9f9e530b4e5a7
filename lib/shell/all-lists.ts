import { type ListWanted, offers } from "../core/facts-needed.ts";
import type { Rulebook } from "../core/rulebook.ts";
import { RESOURCE_KINDS } from "../domain/resource.ts";

/** Every list of machines that the targets have. */
export function allLists({ config }: Rulebook): readonly ListWanted[] {
  return config.targets.flatMap((target) =>
    RESOURCE_KINDS.filter((kind) => offers(target, kind)).map((kind) => ({ target: target.name, kind })),
  );
}
