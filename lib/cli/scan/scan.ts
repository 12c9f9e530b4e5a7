import type { ScanCloud, ScannedTags } from "../../compose/scan-cloud.ts";
import { CLOUDS, type Cloud } from "../../domain/clouds.ts";
import type { Resource, ResourceKind } from "../../domain/resource.ts";
import type { Target } from "../../domain/target.ts";
import type { Measured } from "../../ports/cloud.ts";
import { guessOwner, OWNER_TAGS, type OwnerGuess } from "./guess-owner.ts";
import { judgeMachine, type ScanVerdict, whyWithoutMetrics } from "./judge-machine.ts";

/** A machine and whose it probably is. */
export interface FoundMachine {
  readonly resource: Resource;
  readonly guess: OwnerGuess;
}

/** A machine with what is thought of it; only running machines are judged. */
export interface ScannedMachine extends FoundMachine {
  readonly verdict: ScanVerdict | null;
}

/** One list of machines as soon as it is there. */
export interface FoundList {
  readonly target: Target;
  readonly kind: ResourceKind;
  readonly machines: readonly FoundMachine[];
}

/** Something that could not be read, or not be read for certain. */
export interface ScanProblem {
  readonly target: string;
  readonly what: ResourceKind | "owner tags" | "signals";
  readonly text: string;
  /** `false` when there are machines or signals that were not seen at all. */
  readonly seen: boolean;
}

/** Everything a scan found. */
export interface Scan {
  readonly atMs: number;
  readonly idleMs: number;
  readonly lists: readonly FoundList[];
  readonly machines: readonly ScannedMachine[];
  readonly problems: readonly ScanProblem[];
}

/** How a scan goes. */
export interface ScanOptions {
  readonly nowMs: number;
  /** How long idle has to last. */
  readonly idleMs: number;
  /** Called for each list when it comes, in no certain order. */
  readonly onList?: (list: FoundList) => void;
  readonly onProblem?: (problem: ScanProblem) => void;
  /** Called before work that may take long, with words for it; what it answers is called when the work is done. */
  readonly onWork?: (text: string) => () => void;
}

const NO_TAGS: ScannedTags = { byServer: new Map(), failed: null };
const NOT_MEASURED: Measured = { byResource: new Map(), failed: null };

function kindsOn(cloud: Cloud): readonly ResourceKind[] {
  const facts = CLOUDS[cloud];
  const offered: readonly (readonly [ResourceKind, boolean])[] = [
    ["notebook", facts.notebooks],
    ["legacy-notebook", facts.legacyNotebooks],
    ["dev-server", facts.devServers],
    ["supernode", facts.supernodes],
  ];
  return offered.filter(([, has]) => has).map(([kind]) => kind);
}

function withTags(resource: Resource, { byServer }: ScannedTags): Resource {
  const tags = resource.cloudServerId === null ? undefined : byServer.get(resource.cloudServerId);
  return tags === undefined ? resource : { ...resource, tags: { ...tags, ...resource.tags } };
}

/** Tells of a problem once, at the moment it is known. */
type Tell = (what: ScanProblem["what"], text: string, seen: boolean) => void;

async function listKind(
  cloud: ScanCloud,
  kind: ResourceKind,
  tags: Promise<ScannedTags>,
  { onList, tell }: { readonly onList: ScanOptions["onList"]; readonly tell: Tell },
): Promise<FoundList> {
  const inventory = await cloud.list(kind);
  const known = kind === "dev-server" && inventory.resources.length > 0 ? await tags : NO_TAGS;
  if (known.failed !== null) tell("owner tags", known.failed, true);
  const machines = inventory.resources
    .map((resource) => withTags(resource, known))
    .map((resource) => ({ resource, guess: guessOwner(resource) }));
  const list = { target: cloud.target, kind, machines };
  if (inventory.failed !== null) tell(kind, inventory.failed, false);
  else onList?.(list);
  if (inventory.doubt !== null) tell(kind, inventory.doubt, true);
  return list;
}

async function measureAll(
  cloud: ScanCloud,
  machines: readonly FoundMachine[],
  { options, tell }: { readonly options: ScanOptions; readonly tell: Tell },
): Promise<readonly ScannedMachine[]> {
  const { nowMs, idleMs } = options;
  const measurable = machines
    .map(({ resource }) => resource)
    .filter(
      (resource) => resource.standing === "running" && !whyWithoutMetrics(resource, cloud.target.cloud),
    );
  const servers = measurable.filter(({ kind }) => kind === "dev-server");
  const notebooks = measurable.filter(({ kind }) => kind !== "dev-server");
  const what = `reading signals of ${measurable.length} running machines on ${cloud.target.name}`;
  const done = options.onWork?.(what);
  // Apart, so that a service which fails says so for its own machines only.
  const measure = async (resources: readonly Resource[]): Promise<Measured> => {
    if (resources.length === 0) return NOT_MEASURED;
    const measured = await cloud.measure(resources, { nowMs, windowMs: idleMs });
    if (measured.failed !== null) tell("signals", measured.failed, false);
    return measured;
  };
  const [ofServers, ofNotebooks] = await Promise.all([measure(servers), measure(notebooks)]);
  done?.();
  return machines.map((machine) => {
    const { resource } = machine;
    if (resource.standing !== "running") return { ...machine, verdict: null };
    const { byResource, failed } = resource.kind === "dev-server" ? ofServers : ofNotebooks;
    const measurements = byResource.get(resource.ref) ?? [];
    const judged = { resource, cloud: cloud.target.cloud, measurements, failed, idleMs, nowMs };
    return { ...machine, verdict: judgeMachine(judged) };
  });
}

/**
 * Looks at every cloud at once: all lists, the owner tags, the signals of what runs. A list that fails is a problem
 * that is told; it never stops the others.
 */
export async function scanClouds(clouds: readonly ScanCloud[], options: ScanOptions): Promise<Scan> {
  const problems: ScanProblem[] = [];
  const looked = await Promise.all(
    clouds.map(async (cloud) => {
      const { name, cloud: where } = cloud.target;
      const tell: Tell = (what, text, seen) => {
        const problem = { target: name, what, text, seen };
        problems.push(problem);
        options.onProblem?.(problem);
      };
      const done = options.onWork?.(`listing machines on ${name}`);
      const tags = CLOUDS[where].devServers ? cloud.tags(OWNER_TAGS) : Promise.resolve(NO_TAGS);
      const lists = await Promise.all(
        kindsOn(where).map((kind) => listKind(cloud, kind, tags, { onList: options.onList, tell })),
      );
      done?.();
      const found = lists.flatMap(({ machines }) => machines);
      return { lists, machines: await measureAll(cloud, found, { options, tell }) };
    }),
  );
  return {
    atMs: options.nowMs,
    idleMs: options.idleMs,
    lists: looked.flatMap(({ lists }) => lists),
    machines: looked.flatMap(({ machines }) => machines),
    problems,
  };
}
