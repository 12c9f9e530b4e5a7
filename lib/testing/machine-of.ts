import { flavorOfName } from "../clients/target/flavor-of.ts";
import {
  type Known,
  resourceOfLegacyNotebook,
  resourceOfNotebook,
  resourceOfServer,
  resourceOfSupernode,
} from "../clients/target/to-resource.ts";
import type { Config } from "../domain/config.ts";
import type { Flavor, Resource, ResourceKind } from "../domain/resource.ts";
import type { Target } from "../domain/target.ts";
import type { MachineFixture } from "./plan-fixture.ts";
import { fixtureError } from "./read-fixture.ts";

const PLAIN_FLAVOR: Flavor = { name: "test-flavor", gpu: 0, npu: 0, vcpus: 8 };

function flavorOf({ flavor }: MachineFixture): Flavor {
  if (flavor === undefined) return PLAIN_FLAVOR;
  if (typeof flavor === "string") return flavorOfName(flavor);
  const told = flavor.name === PLAIN_FLAVOR.name ? PLAIN_FLAVOR : flavorOfName(flavor.name);
  const { name, gpu = told.gpu, npu = told.npu, vcpus = told.vcpus } = flavor;
  return { name, gpu, npu, vcpus };
}

function targetOf({ target }: MachineFixture, index: number, { targets }: Config): Target {
  const [only, ...others] = targets;
  if (target === undefined && only && others.length === 0) return only;
  const found = targets.find(({ name }) => name === target);
  if (found) return found;
  const names = targets.map(({ name }) => name).join(", ");
  const said = target === undefined ? "the config has several targets" : `there is no target ${target}`;
  throw fixtureError(["machines", index, "target"], said, `write one of ${names}`);
}

function kindOf({ kind }: MachineFixture, index: number, { policies }: Config): ResourceKind {
  if (kind !== undefined) return kind;
  const kinds = [...new Set(policies.flatMap(({ resources }) => resources))];
  const [only, ...others] = kinds;
  if (only !== undefined && others.length === 0) return only;
  throw fixtureError(
    ["machines", index, "kind"],
    "the policies are about several kinds of machines",
    `write one of ${kinds.join(", ")}`,
  );
}

/** What the cloud would answer, read as its answers are read: what a stop saves and how it stands follows from there. */
function answered(
  machine: MachineFixture,
  { kind, id, known, flavor }: { kind: ResourceKind; id: string; known: Known; flavor: Flavor },
): Resource | undefined {
  const { name, status, billing, hardware = "ECS" } = machine;
  const base = { id, name, status, flavor: flavor.name };
  const isPrepaid = billing === "prepaid";
  const order = isPrepaid ? { order_id: `order-${id}` } : {};
  switch (kind) {
    case "notebook":
      return resourceOfNotebook({ ...base, volume: { category: "EVS" } }, known);
    case "legacy-notebook":
      return resourceOfLegacyNotebook(base, known);
    case "dev-server":
      return resourceOfServer(
        {
          ...{ ...base, ...order, charging_mode: isPrepaid ? "PRE_PAID" : "POST_PAID" },
          cloud_server: { id: `server-of-${id}`, type: hardware },
        },
        known,
      );
    case "supernode":
      return resourceOfSupernode({ ...base, ...order, servers: [{ flavor: flavor.name }] }, known);
  }
}

function leaseOf({ lease }: MachineFixture, nowMs: number): Resource["lease"] {
  if (lease === undefined) return null;
  const { type, enabled, endsIn, setAgo } = lease;
  const set = setAgo === undefined ? {} : { setAtMs: nowMs - setAgo };
  return { type, enabled, expiresAtMs: endsIn === undefined ? null : nowMs + endsIn, ...set };
}

/** A machine of a fixture as the core sees machines. Throws `usage` where it cannot be told which one is meant. */
export function machineOf(
  machine: MachineFixture,
  index: number,
  { config, nowMs }: { readonly config: Config; readonly nowMs: number },
): Resource {
  const target = targetOf(machine, index, config);
  const kind = kindOf(machine, index, config);
  const id = machine.id ?? machine.name;
  const flavor = flavorOf(machine);
  const known: Known = {
    target: target.name,
    flavors: new Map([[flavor.name, flavor]]),
    tags: new Map(),
  };
  const resource = answered(machine, { kind, id, known, flavor });
  if (!resource || id.includes("/")) {
    throw fixtureError(["machines", index, "id"], "an id has no slash", "write id: beside the name");
  }
  const { changedAgo, createdAgo } = machine;
  return {
    ...resource,
    tags: machine.tags,
    user: machine.user ?? { id: null, name: null },
    lease: leaseOf(machine, nowMs),
    createdAtMs: nowMs - createdAgo,
    // Nothing changes before it exists.
    updatedAtMs: changedAgo === null ? null : nowMs - Math.min(changedAgo, createdAgo),
  };
}
