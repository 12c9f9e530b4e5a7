import { readChannel } from "../clients/channels/address.ts";
import { COST_QUERY_ACTION } from "../domain/bss/cost-query.ts";
import { CLOUDS, type Cloud } from "../domain/clouds.ts";
import type { Config } from "../domain/config.ts";
import { OPERATIONS, type OperationName } from "../domain/modelarts/operations.ts";
import { PUBLISH_ACTION } from "../domain/smn/publish.ts";
import { VERB_NAMES, type VerbName, verb } from "../domain/verbs.ts";
import { actionOfOperation } from "./action-of-operation.ts";
import { meantKinds, neededOperations } from "./needed-operations.ts";
import { operationsOfVerb } from "./operations-of-verb.ts";

/** A custom policy as IAM takes it. */
export interface PolicyDocument {
  readonly Version: "1.1";
  readonly Statement: readonly {
    readonly Effect: "Allow";
    readonly Action: readonly string[];
    readonly Resource?: readonly string[];
  }[];
}

/** Something that a policy cannot say. */
export interface PermissionNote {
  readonly about: "no-permission" | "undocumented" | "creation" | "logs" | "bucket" | "bills";
  readonly text: string;
}

/** What an identity of one cloud needs. IAM takes project-level and global services only in policies apart. */
export interface Permissions {
  readonly cloud: Cloud;
  readonly project: PolicyDocument | null;
  /** OBS and the cost center, which are global; `null` where neither is used on this cloud. */
  readonly global: PolicyDocument | null;
  /** Calls behind each action, and what they are for. */
  readonly why: Readonly<Record<string, readonly string[]>>;
  readonly notes: readonly PermissionNote[];
}

/** Where the configuration runs, as far as its identity on this cloud is concerned. */
export interface PermissionOptions {
  readonly cloud: Cloud;
  /** Bucket of the status log on this cloud, `null` when there is none. */
  readonly bucket: string | null;
  /** Whether functions of this cloud call each other. */
  readonly invokes: boolean;
}

/** What the object store does; a write and an append are the same action (OBS "Object-Related Actions"). */
const OBJECT_ACTIONS = ["obs:object:GetObject", "obs:object:PutObject", "obs:object:DeleteObject"];
const BUCKET_ACTIONS = ["obs:bucket:ListBucket"];
const INVOKE = "functiongraph:function:invokeAsync";

/** Whether a topic of SMN in a region of this cloud is told of anything. */
function publishes({ teams, policies, targets }: Config, cloud: Cloud): boolean {
  const channels = [...Object.values(teams), ...policies].flatMap(({ tell }) => tell ?? []);
  const regions = targets.filter((target) => target.cloud === cloud).map(({ region }) => region);
  return channels.some((text) => {
    const read = readChannel(text);
    return read.ok && read.address.kind === "smn" && regions.includes(read.address.region);
  });
}

/** The bills are asked for wherever budgets are metered on a cloud that tells them. */
function readsBills({ budgets }: Config, cloud: Cloud): boolean {
  return budgets.length > 0 && cloud === "huaweicloud";
}

function globalPolicy(bucket: string | null, bills: boolean): PolicyDocument | null {
  const statements: PolicyDocument["Statement"][number][] = [];
  if (bucket !== null) {
    statements.push(
      { Effect: "Allow", Action: BUCKET_ACTIONS, Resource: [`OBS:*:*:bucket:${bucket}`] },
      { Effect: "Allow", Action: OBJECT_ACTIONS, Resource: [`OBS:*:*:object:${bucket}/*`] },
    );
  }
  if (bills) statements.push({ Effect: "Allow", Action: [COST_QUERY_ACTION] });
  return statements.length === 0 ? null : { Version: "1.1", Statement: statements };
}

/** Whether a call goes through with every key that may sign: IAM is no wall before it. */
function isFree(name: OperationName, cloud: Cloud): boolean {
  const clouds: readonly Cloud[] = OPERATIONS[name].clouds;
  return clouds.includes(cloud) && actionOfOperation(name, cloud) === null;
}

function freeNotes(config: Config, cloud: Cloud): readonly PermissionNote[] {
  const kinds = meantKinds(config, cloud);
  const free = (name: VerbName) => [
    ...new Set(
      verb(name)
        .resources.filter((kind) => kinds.includes(kind))
        .flatMap((kind) => operationsOfVerb(name, kind))
        .filter((operation) => isFree(operation, cloud)),
    ),
  ];
  return VERB_NAMES.flatMap((name) => {
    const operations = free(name);
    if (operations.length === 0) return [];
    const state = config.allow.includes(name) ? "it is in there" : "it is not in there";
    const text = `${name}: ${operations.join(", ")} needs no permission, so no policy keeps anybody from it; allow: is the only wall, and ${state}`;
    return [{ about: "no-permission" as const, text }];
  });
}

function otherNotes(
  needed: ReadonlyMap<OperationName, readonly string[]>,
  { cloud, bucket, invokes }: PermissionOptions,
): readonly PermissionNote[] {
  const unknown = [...needed.keys()].filter((name) => actionOfOperation(name, cloud) === undefined);
  const notes: PermissionNote[] = [];
  if (unknown.length > 0) {
    const text = `the documents name no action for ${unknown.join(", ")}; where they answer 403, the system policy ModelArts CommonOperations is the way out`;
    notes.push({ about: "undocumented", text });
  }
  if (needed.has("CreateDevServer")) {
    const text =
      "CreateDevServer asks for actions of vpc, evs, ecs, bms, ims and kps as well, depending on the order (ModelArts permissions of Lite Server)";
    notes.push({ about: "creation", text });
  }
  if (invokes) {
    const text =
      "LTS: FunctionGraph writes the functions' logs itself, so no action is listed; where no log arrives, its documents name the role LTS FullAccess, which also deletes logs";
    notes.push({ about: "logs", text });
  }
  if (bucket !== null) {
    const text = "OBS has no permission to append alone: whoever may write an entry may also replace it";
    notes.push({ about: "bucket", text });
  }
  return notes;
}

function billNotes(bills: boolean): readonly PermissionNote[] {
  if (!bills) return [];
  const text = `${COST_QUERY_ACTION} is known to identity policies alone; without it budgets are metered by our own clock and prices, and no bill stands beside them`;
  return [{ about: "bills", text }];
}

/**
 * The least that an identity needs on one cloud for this configuration: the calls that its policies and its allow list
 * can lead to on its targets there, the bucket of the log and the functions' calls to each other. Derived from the table
 * of operations; actions are sorted.
 */
export function permissionsOf(config: Config, options: PermissionOptions): Permissions {
  const { cloud, bucket, invokes } = options;
  const needed = neededOperations(config, cloud);
  const why = new Map<string, readonly string[]>();
  for (const [name, purposes] of needed) {
    const action = actionOfOperation(name, cloud);
    if (action) why.set(action, [...(why.get(action) ?? []), `${name} (${purposes.join(", ")})`]);
  }
  if (invokes) why.set(INVOKE, ["a run that goes on after its invocation"]);
  if (publishes(config, cloud)) why.set(PUBLISH_ACTION, ["telling topics of SMN"]);
  const actions = [...why.keys()].sort();
  if (bucket !== null)
    for (const action of [...BUCKET_ACTIONS, ...OBJECT_ACTIONS]) why.set(action, ["the status log"]);
  const bills = readsBills(config, cloud);
  if (bills) why.set(COST_QUERY_ACTION, ["the bills that budgets are compared with; optional"]);
  return {
    cloud,
    project:
      actions.length > 0 ? { Version: "1.1", Statement: [{ Effect: "Allow", Action: actions }] } : null,
    global: globalPolicy(bucket, bills),
    why: Object.fromEntries([...why].sort(([a], [b]) => (a < b ? -1 : 1))),
    notes: [...freeNotes(config, cloud), ...otherNotes(needed, options), ...billNotes(bills)],
  };
}

/** A policy's name for people: `Huawei Cloud, project-level services`. */
export function policyTitle({ cloud }: Permissions, level: "project" | "global"): string {
  return `${CLOUDS[cloud].title}, ${level === "project" ? "project-level services" : "global services"}`;
}
