import { factsNeeded } from "../core/facts-needed.ts";
import type { Rulebook } from "../core/rulebook.ts";
import type { Facts, Inventory } from "../domain/facts.ts";
import type { Intent } from "../domain/intent.ts";
import { NOT_PAUSED } from "../domain/pause.ts";
import type { Resource } from "../domain/resource.ts";
import { type Made, measuredOf } from "./measured-of.ts";
import type { PlanFixture } from "./plan-fixture.ts";
import { rememberedOf } from "./remembered-of.ts";

/** Finds a machine of a fixture by name. Throws `usage` with the path where it was named. */
export type Find = (name: string, path: readonly (string | number)[]) => Resource;

function scarceOf(made: readonly Made[]): Facts["scarce"] {
  const soldOut = made.filter(({ machine }) => machine.soldOut);
  return new Map(
    soldOut.map(({ resource: { target, kind, flavor } }) => [
      `${target}/${kind}/${flavor.name}`,
      "is sold out",
    ]),
  );
}

function holdsOf({ holds, now }: PlanFixture, find: Find): Facts["holds"] {
  return new Map(
    holds.map(({ machine, until, owner, reason }, index) => {
      const resource = find(machine, ["holds", index, "machine"]).ref;
      const times = { createdAt: new Date(now).toISOString(), until: new Date(until).toISOString() };
      return [resource, { resource, owner, reason, ...times }];
    }),
  );
}

/** What facts are made of. */
interface World {
  readonly fixture: PlanFixture;
  readonly made: readonly Made[];
  readonly rulebook: Rulebook;
  readonly find: Find;
}

/** The facts of a fixture, with as much of them as the shell would have read. */
export function factsOf(intents: readonly Intent[], { fixture, made, rulebook, find }: World): Facts {
  const { config } = rulebook;
  const query = factsNeeded(intents, config.targets);
  const inventories = query.lists.map(({ target, kind, id }): Inventory => {
    const resources = made.map(({ resource }) => resource).filter((one) => one.target === target);
    const own = resources.filter((one) => one.kind === kind && (id === undefined || one.id === id));
    return { target, kind, resources: own, doubt: fixture.doubt[kind] ?? null, failed: null };
  });
  const refOf = (name: string, path: readonly (string | number)[]) => find(name, path).ref;
  const owners = new Map(made.map(({ resource }) => [resource.ref, rulebook.ownerOf(resource).owner]));
  const ownerOf = (ref: string) => owners.get(ref) ?? null;
  const remembered = rememberedOf({ fixture, policies: config.policies, refOf, ownerOf }, query);
  return {
    ...{ nowMs: fixture.now, inventories, signalTrouble: {}, pause: NOT_PAUSED, ...remembered },
    measurements: measuredOf(made, query, { nowMs: fixture.now, lastVerdicts: remembered.lastVerdicts }),
    holds: holdsOf(fixture, find),
    scarce: scarceOf(made),
  };
}
