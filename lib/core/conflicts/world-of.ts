import type { Config } from "../../domain/config.ts";
import { PHASES_OF_MACHINE, type ResourceKind } from "../../domain/resource.ts";
import type { Target } from "../../domain/target.ts";
import type { Possible, World } from "./contradiction.ts";

const NOTEBOOKS: readonly ResourceKind[] = ["notebook", "legacy-notebook"];

const BILLINGS: Readonly<Record<ResourceKind, readonly string[]>> = {
  notebook: ["pay-per-use"],
  "legacy-notebook": ["pay-per-use"],
  "dev-server": ["pay-per-use", "prepaid", "unknown"],
  supernode: ["prepaid", "unknown"],
};

function never(kind: ResourceKind): Possible {
  return { never: `it is never known of a ${kind}` };
}

/** What only some kinds have, as the clients read their lists. */
function ofKind(kind: ResourceKind): readonly (readonly [string, Possible])[] {
  if (NOTEBOOKS.includes(kind)) {
    const types = kind === "notebook" ? ["timing", "idle"] : ["timing"];
    return [
      ["hardware", never(kind)],
      ["lease.type", { values: types }],
    ];
  }
  return [
    ["hardware", { values: kind === "supernode" ? ["HPS"] : ["ECS", "BMS", "HPS"] }],
    ["lease", never(kind)],
    ["lease.*", never(kind)],
    ["user.*", never(kind)],
  ];
}

/** Of the others the lists show no tags at all. */
const TAGGED: readonly ResourceKind[] = ["notebook", "dev-server"];

function ofTags(kind: ResourceKind): readonly (readonly [string, Possible])[] {
  return TAGGED.includes(kind) ? [] : [["tags.*", never(kind)]];
}

function ofOwners({ owners }: Config): readonly (readonly [string, Possible])[] {
  return owners.length > 0
    ? []
    : [["owner", { never: "nobody is known to own anything without rules under owners" }]];
}

/** What attributes of the machines of one kind in one target can be. */
export function worldOf(
  config: Config,
  { kind, target }: { readonly kind: ResourceKind; readonly target: Pick<Target, "name" | "cloud"> },
): World {
  const zero: Possible = { min: 0 };
  return new Map<string, Possible>([
    ["kind", { values: [kind] }],
    ["target", { values: [target.name] }],
    ["cloud", { values: [target.cloud] }],
    ["state", { values: PHASES_OF_MACHINE }],
    ["billing", { values: BILLINGS[kind] }],
    ["flavor.gpu", zero],
    ["flavor.npu", zero],
    ["flavor.vcpus", zero],
    ["saves", zero],
    ...ofKind(kind),
    ...ofTags(kind),
    ...ofOwners(config),
  ]);
}

/** Attributes that are known of every machine. */
export const ALWAYS_KNOWN: readonly string[] = [
  ...["id", "name", "ref", "kind", "target", "cloud", "status", "state", "flavor.name", "billing"],
];
