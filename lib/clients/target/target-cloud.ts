import { CLOUDS, type Cloud } from "../../domain/clouds.ts";
import { AutomationError, isAutomationError } from "../../domain/errors.ts";
import type { Inventory, Measurement } from "../../domain/facts.ts";
import type { Flavor, Resource, ResourceKind, ResourceRef } from "../../domain/resource.ts";
import type { Step } from "../../domain/step.ts";
import { type VerbName, verb } from "../../domain/verbs.ts";
import type {
  CloudPort,
  Measured,
  MeasureOptions,
  PreparedCall,
  ReadBounds,
  Shown,
} from "../../ports/cloud.ts";
import type { HttpTransport } from "../../ports/http-transport.ts";
import type { CallInput } from "../cloud-call.ts";
import type { BuiltModelArtsClient } from "../modelarts/build-client.ts";
import type { CallOptions } from "../signed-client.ts";
import { acceptedAnswer, failedAnswer } from "./answer-of.ts";
import { callOfSteps, type ResolveSecret } from "./call-of-steps.ts";
import { FLAVORS_LIFE_MS, notebookFlavors, type OfferedFlavors, serverTags } from "./known-facts.ts";
import { listMachines } from "./list-machines.ts";
import { measureJupyter } from "./measure-jupyter.ts";
import { measureNotebooks } from "./measure-notebooks.ts";
import { measureServers } from "./measure-servers.ts";
import { soldOutServers } from "./sold-out-servers.ts";
import type { Known } from "./to-resource.ts";
import {
  nothingShared,
  resourceOfLegacyNotebook,
  resourceOfNotebook,
  resourceOfServer,
  resourceOfSupernode,
} from "./to-resource.ts";
import { windowOf } from "./window.ts";

/** What a target's cloud port is made of. */
export interface TargetCloudOptions {
  readonly name: string;
  readonly cloud: Cloud;
  readonly client: BuiltModelArtsClient;
  /** The wall: a verb that is not in it cannot leave the process, whatever was planned. */
  readonly allow: readonly VerbName[];
  /** Tags of servers that the configuration looks at; `all`: which ones cannot be told beforehand. */
  readonly tagKeys: readonly string[] | "all";
  readonly resolveSecret: ResolveSecret;
  readonly now: () => number;
  /** Carries questions to notebooks themselves. Left out, none is ever asked. */
  readonly transport?: HttpTransport;
}

const NO_FLAVORS: ReadonlyMap<string, Flavor> = new Map();
const NO_TAGS: Known["tags"] = new Map();
const NONE: ReadonlySet<string> = new Set();

/** Keeps the flavors of notebooks for a while, so that a pass does not pay for them each time. */
function flavorCache({ client, now }: TargetCloudOptions): (options: CallOptions) => Promise<OfferedFlavors> {
  let kept: { readonly offered: OfferedFlavors; readonly atMs: number } | undefined;
  return async (options) => {
    if (kept && now() - kept.atMs < FLAVORS_LIFE_MS) return kept.offered;
    const offered = await notebookFlavors(client, options);
    // A list that could not be read is asked for again next time.
    if (offered.flavors.size > 0) kept = { offered, atMs: now() };
    return offered;
  };
}

function isGone(error: unknown): boolean {
  return isAutomationError(error) && error.code === "not-found";
}

async function showMachine(
  client: BuiltModelArtsClient,
  kind: ResourceKind,
  id: string,
  { known, ...options }: CallOptions & { readonly known: Known },
): Promise<Shown> {
  switch (kind) {
    case "dev-server":
      return resourceOfServer(await client.showDevServer(id, options), known);
    case "supernode":
      return resourceOfSupernode(await client.getHyperinstance(id, options), known);
    case "notebook":
      return resourceOfNotebook(await client.showNotebook(id, options), known);
    case "legacy-notebook":
      return resourceOfLegacyNotebook(await client.showLegacyNotebook(id, options), known);
    default:
      return kind satisfies never;
  }
}

type ByResource = ReadonlyMap<ResourceRef, readonly Measurement[]>;

/** A part that cannot be read leaves its signals out, and says why. */
async function attempt(work: Promise<ByResource>): Promise<Measured> {
  try {
    return { byResource: await work, failed: null };
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    return { byResource: new Map(), failed: error.message };
  }
}

function refuseUnlisted(steps: readonly Step[], { name, allow }: TargetCloudOptions): void {
  const refused = steps.find((step) => !allow.includes(step.verb));
  if (!refused) return;
  throw new AutomationError(
    "not-allowed",
    `${refused.verb}: not in the allow list of the config, so it cannot be sent to ${name}`,
    { details: { field: "allow", rule: `allow: must contain ${refused.verb}` } },
  );
}

async function prepare(steps: readonly Step[], options: TargetCloudOptions): Promise<PreparedCall> {
  refuseUnlisted(steps, options);
  const { operation, path, query, body } = callOfSteps(steps, options.resolveSecret);
  const input = { path, query, body } as CallInput<typeof operation>;
  const prepared = await options.client.signed.prepare(operation, input);
  const creates = steps.some((step) => verb(step.verb).creates);
  return {
    operation,
    signedAt: new Date(prepared.signedAtMs).toISOString(),
    send: async () => {
      try {
        const { data, requestId } = await prepared.send();
        return acceptedAnswer(data, { request: requestId ?? null, creates });
      } catch (error) {
        return failedAnswer(error);
      }
    },
  };
}

/** What each source of signals is asked for; they know nothing of each other. */
function measurePart(
  resources: readonly Resource[],
  wanted: MeasureOptions,
  { client, cloud, transport, now }: TargetCloudOptions,
): readonly Promise<Measured>[] {
  const window = windowOf(wanted);
  const { bounds, nowMs, windowMs } = wanted;
  const notebooks = resources.filter(({ kind }) => kind === "notebook" || kind === "legacy-notebook");
  const servers = resources.filter(({ kind }) => kind === "dev-server");
  const askable = resources.filter(({ kind }) => kind === "notebook");
  return [
    ...(notebooks.length > 0 && CLOUDS[cloud].aomContainerMetrics
      ? [attempt(measureNotebooks(client, notebooks, { window, bounds }))]
      : []),
    ...(servers.length > 0 ? [attempt(measureServers(client, servers, { cloud, window, bounds }))] : []),
    ...(wanted.jupyter === true && transport && askable.length > 0
      ? [attempt(measureJupyter(client, askable, { cloud, transport, nowMs, windowMs, now, bounds }))]
      : []),
  ];
}

function joined(parts: readonly Measured[]): Measured["byResource"] {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only.byResource;
  const all = new Map<ResourceRef, readonly Measurement[]>();
  for (const [ref, own] of parts.flatMap(({ byResource }) => [...byResource])) {
    all.set(ref, [...(all.get(ref) ?? []), ...own]);
  }
  return all;
}

async function measureMachines(
  resources: readonly Resource[],
  wanted: MeasureOptions,
  options: TargetCloudOptions,
): Promise<Measured> {
  const measured = await Promise.all(measurePart(resources, wanted, options));
  const failures = measured.map(({ failed }) => failed).filter((failed) => failed !== null);
  return {
    byResource: joined(measured),
    failed: failures.length > 0 ? `signals could not be read: ${failures.join("; ")}` : null,
  };
}

/** Puts one target behind the port of the shell. */
export function createTargetCloud(options: TargetCloudOptions): CloudPort {
  const { name, client } = options;
  const offers = flavorCache(options);
  const serversSoldOut = soldOutServers(options);

  async function list(kind: ResourceKind, bounds?: ReadBounds): Promise<Inventory> {
    const wantsTags = kind === "dev-server" && options.tagKeys.length > 0;
    try {
      const known: Known = {
        target: name,
        flavors: kind === "notebook" ? (await offers({ bounds })).flavors : NO_FLAVORS,
        tags: wantsTags ? await serverTags(client, options.tagKeys, { bounds }) : NO_TAGS,
        shared: nothingShared(),
      };
      return await listMachines(client, kind, { known, bounds, now: options.now });
    } catch (error) {
      if (!isAutomationError(error)) throw error;
      return { target: name, kind, resources: [], doubt: null, failed: `tags: ${error.message}` };
    }
  }

  return {
    target: name,
    list,
    measure: (resources, wanted) => measureMachines(resources, wanted, options),
    show: async (kind, id, bounds) => {
      try {
        const offered = kind === "notebook" ? (await offers({ bounds })).flavors : NO_FLAVORS;
        const known = { target: name, flavors: offered, tags: NO_TAGS };
        return await showMachine(client, kind, id, { known, bounds });
      } catch (error) {
        if (isGone(error)) return undefined;
        throw error;
      }
    },
    soldOut: async (kind, bounds) => {
      if (kind === "notebook") return (await offers({ bounds })).soldOut;
      return kind === "dev-server" ? serversSoldOut({ bounds }) : NONE;
    },
    prepare: (steps) => prepare(steps, options),
  };
}
