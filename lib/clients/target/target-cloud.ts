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
import type { CallInput } from "../cloud-call.ts";
import type { BuiltModelArtsClient } from "../modelarts/build-client.ts";
import type { CallOptions } from "../signed-client.ts";
import { acceptedAnswer, failedAnswer } from "./answer-of.ts";
import { callOfSteps, type ResolveSecret } from "./call-of-steps.ts";
import { FLAVORS_LIFE_MS, notebookFlavors, serverTags } from "./known-facts.ts";
import { listMachines } from "./list-machines.ts";
import { measureNotebooks } from "./measure-notebooks.ts";
import { measureServers } from "./measure-servers.ts";
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
  /** Tag keys that owner rules look at. */
  readonly tagKeys: readonly string[];
  readonly resolveSecret: ResolveSecret;
  readonly now: () => number;
}

const NO_FLAVORS: ReadonlyMap<string, Flavor> = new Map();
const NO_TAGS: Known["tags"] = new Map();

/** Keeps the flavors of notebooks for a while, so that a pass does not pay for them each time. */
function flavorCache({
  client,
  now,
}: TargetCloudOptions): (options: CallOptions) => Promise<ReadonlyMap<string, Flavor>> {
  let kept: { readonly flavors: ReadonlyMap<string, Flavor>; readonly atMs: number } | undefined;
  return async (options) => {
    if (kept && now() - kept.atMs < FLAVORS_LIFE_MS) return kept.flavors;
    const flavors = await notebookFlavors(client, options);
    // A list that could not be read is asked for again next time.
    if (flavors.size > 0) kept = { flavors, atMs: now() };
    return flavors;
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

/** Puts one target behind the port of the shell. */
export function createTargetCloud(options: TargetCloudOptions): CloudPort {
  const { name, cloud, client } = options;
  const flavors = flavorCache(options);

  async function list(kind: ResourceKind, bounds?: ReadBounds): Promise<Inventory> {
    const wantsTags = kind === "dev-server" && options.tagKeys.length > 0;
    try {
      const known: Known = {
        target: name,
        flavors: kind === "notebook" ? await flavors({ bounds }) : NO_FLAVORS,
        tags: wantsTags ? await serverTags(client, options.tagKeys, { bounds }) : NO_TAGS,
        shared: nothingShared(),
      };
      return await listMachines(client, kind, { known, bounds, now: options.now });
    } catch (error) {
      if (!isAutomationError(error)) throw error;
      return { target: name, kind, resources: [], doubt: null, failed: `owner tags: ${error.message}` };
    }
  }

  async function measure(resources: readonly Resource[], wanted: MeasureOptions): Promise<Measured> {
    const window = windowOf(wanted);
    const { bounds } = wanted;
    const notebooks = resources.filter(({ kind }) => kind === "notebook" || kind === "legacy-notebook");
    const servers = resources.filter(({ kind }) => kind === "dev-server");
    const parts: Promise<Measured>[] = [];
    if (notebooks.length > 0 && CLOUDS[cloud].aomContainerMetrics) {
      parts.push(attempt(measureNotebooks(client, notebooks, { window, bounds })));
    }
    if (servers.length > 0) {
      parts.push(attempt(measureServers(client, servers, { cloud, window, bounds })));
    }
    const measured = await Promise.all(parts);
    const failures = measured.map(({ failed }) => failed).filter((failed) => failed !== null);
    return {
      byResource: new Map(measured.flatMap(({ byResource }) => [...byResource])),
      failed: failures.length > 0 ? `signals could not be read: ${failures.join("; ")}` : null,
    };
  }

  return {
    target: name,
    list,
    measure,
    show: async (kind, id, bounds) => {
      try {
        const offered = kind === "notebook" ? await flavors({ bounds }) : NO_FLAVORS;
        const known = { target: name, flavors: offered, tags: NO_TAGS };
        return await showMachine(client, kind, id, { known, bounds });
      } catch (error) {
        if (isGone(error)) return undefined;
        throw error;
      }
    },
    prepare: (steps) => prepare(steps, options),
  };
}
