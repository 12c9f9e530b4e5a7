import { flavorFacts } from "./flavors.ts";
import type { FleetMachine } from "./fleet.ts";
import {
  CREATION,
  DEV_SERVER_PASSAGES,
  LEGACY_PASSAGES,
  NOTEBOOK_PASSAGES,
  type Passage,
} from "./lifecycle.ts";
import type {
  DevServer,
  LegacyNotebook,
  Machine,
  MachineParts,
  Notebook,
  Run,
  Supernode,
} from "./machine.ts";
import { uuidFrom } from "./new-ids.ts";
import { hashText, noise } from "./noise.ts";
import { transitionMs } from "./timings.ts";
import { truthRecord } from "./truth.ts";

/** Image of the vendor's samples. */
const DEFAULT_SERVER_IMAGE = "c90fb553-2cdb-4b81-b56a-ef68812c6cf7";
/** Image of the vendor's samples. */
const DEFAULT_NOTEBOOK_IMAGE = "e1a07296-22a8-4f05-8bc8-e936c8e54090";

const DEFAULT_FLAVORS = {
  "dev-server": "Si2.large.4",
  supernode: "physical.kat2e.48xlarge.8",
  notebook: "modelarts.vm.cpu.2u",
  "legacy-notebook": "modelarts.vm.cpu.2u",
} as const;

/** Where a machine of a fleet is put. */
export interface SeedPlace {
  readonly seed: number;
  readonly speed: number;
  readonly project: string;
  readonly id: string;
  readonly now: number;
  /** The supernode a DevServer belongs to, or the members of a supernode. */
  readonly supernode: { readonly id: string; readonly name: string } | null;
  readonly members: readonly string[];
}

/** Turns a machine of a fleet file into the record the emulator keeps. */
export function seedMachine(machine: FleetMachine, place: SeedPlace): Machine {
  const parts = seedParts(machine, place);
  switch (machine.kind) {
    case "dev-server":
      return seedDevServer(machine, place, parts);
    case "supernode":
      return seedSupernode(machine, place, parts);
    case "notebook":
      return seedNotebook(machine, parts);
    case "legacy-notebook":
      return seedLegacy(machine, parts);
  }
}

/** The root of a machine's metric noise. */
export function machineKey(seed: number, id: string): number {
  return hashText(id, hashText(String(seed)));
}

/** Hexadecimal digits that depend on the key alone; two keys in four billion are the same. */
export function hashedHex(key: number, digits: number): string {
  let hex = "";
  for (let part = 0; hex.length < digits; part += 1) {
    hex += Math.floor(noise(key, part) * 0x1_0000_0000)
      .toString(16)
      .padStart(8, "0");
  }
  return hex.slice(0, digits);
}

/** A UUID that depends on the text alone. Both halves are hashed on their own, so that a large fleet has no twins. */
export function hashedUuid(text: string, seed: number): string {
  const first = hashText(text, seed >>> 0);
  const second = hashText(`${text} again`, Math.imul(seed + 1, 0x9e3779b1) >>> 0);
  return uuidFrom(hashedHex(first, 16) + hashedHex(second, 16));
}

/** Id of the server behind a DevServer: another UUID than the DevServer's own. */
export function cloudServerIdOf(id: string, seed: number): string {
  return hashedUuid(`cloud-server ${id}`, seed);
}

function seedParts(machine: FleetMachine, place: SeedPlace): MachineParts {
  const { now } = place;
  const createdAt = now - machine.createdMinutesAgo * 60_000;
  const startedAt = now - (machine.startedMinutesAgo ?? machine.createdMinutesAgo) * 60_000;
  const stoppedAt = now - (machine.stoppedMinutesAgo ?? Math.min(60, machine.createdMinutesAgo)) * 60_000;
  const passage = passageVia(machine);
  const running = machine.status === "RUNNING";
  return {
    id: place.id,
    key: machineKey(place.seed, place.id),
    project: place.project,
    name: machine.name,
    description: "",
    flavor: machine.flavor ?? DEFAULT_FLAVORS[machine.kind],
    user: machine.user ?? userOf(machine.name),
    tags: machine.tags,
    createdAt,
    updatedAt: running ? startedAt : machine.status === "STOPPED" ? stoppedAt : createdAt,
    status: machine.status,
    transition: passage && {
      to: passage.to,
      at: now + transitionMs(machine.kind, passage.step, place.speed),
    },
    runs: seedRuns(machine.status, createdAt, startedAt, stoppedAt),
    failNext: machine.failNext,
    truth: truthRecord(machine.truth, now),
  };
}

function seedRuns(status: string, createdAt: number, startedAt: number, stoppedAt: number): readonly Run[] {
  if (status === "RUNNING") return [{ from: startedAt, to: null }];
  if (status === "STOPPED" && stoppedAt > createdAt) return [{ from: createdAt, to: stoppedAt }];
  return [];
}

/** A machine that is seeded in the middle of a transition arrives as if it had begun just now. */
function passageVia(machine: FleetMachine): Passage | null {
  const tables = {
    "dev-server": DEV_SERVER_PASSAGES,
    supernode: DEV_SERVER_PASSAGES,
    notebook: NOTEBOOK_PASSAGES,
    "legacy-notebook": LEGACY_PASSAGES,
  };
  const passages: readonly Passage[] = [...Object.values(tables[machine.kind]), CREATION[machine.kind]];
  return passages.find((passage) => passage.via === machine.status) ?? null;
}

/** Owner by the naming habit team-owner-purpose; the id has the 32 digits of an IAM user. */
function userOf(machineName: string): { id: string; name: string } {
  const name = machineName.split("-")[1] ?? "ops";
  return { id: hashedHex(hashText(`user ${name}`), 32), name };
}

// In the four functions below the common parts come last: copying them first and adding to the copy takes V8 twelve
// times as long, which a fleet of 100,000 machines would notice.

function seedDevServer(machine: FleetMachine, place: SeedPlace, parts: MachineParts): DevServer {
  const serverType = machine.serverType ?? (place.supernode ? "HPS" : "ECS");
  return {
    kind: "dev-server",
    serverType,
    billing: machine.billing,
    orderId: machine.billing === "PRE_PAID" ? orderIdOf(parts.key) : null,
    cloudServerId: cloudServerIdOf(place.id, place.seed),
    imageId: machine.imageId ?? DEFAULT_SERVER_IMAGE,
    network: seedNetwork(place.project),
    keyPairName: null,
    volumes: [{ type: "ROOT", size: 100, evsType: "SSD" }],
    supernode: place.supernode,
    ...parts,
  };
}

function seedSupernode(machine: FleetMachine, place: SeedPlace, parts: MachineParts): Supernode {
  return {
    kind: "supernode",
    billing: machine.billing,
    orderId: machine.billing === "PRE_PAID" ? orderIdOf(parts.key) : null,
    clusterId: uuidFrom(hashedHex(hashText(`cluster ${place.project}`), 32)),
    members: place.members,
    ...parts,
  };
}

function seedNotebook(machine: FleetMachine, parts: MachineParts): Notebook {
  const lease = machine.lease;
  const startedAt = parts.runs.at(-1)?.from ?? parts.createdAt;
  return {
    kind: "notebook",
    imageId: machine.imageId ?? DEFAULT_NOTEBOOK_IMAGE,
    feature: "NOTEBOOK",
    workspaceId: "0",
    poolId: null,
    volume: { category: "EVS", ownership: "MANAGED", capacity: 50, mountPath: "/home/ma-user/work/" },
    endpoints: [],
    lease: {
      enable: lease !== undefined,
      type: lease?.type === "idle" ? "IDLE" : "TIMING",
      duration: lease ? startedAt - parts.createdAt + lease.durationMs : -1,
      requested: lease?.durationMs ?? -1,
      updatedAt: startedAt,
    },
    ...parts,
  };
}

function seedLegacy(machine: FleetMachine, parts: MachineParts): LegacyNotebook {
  const seconds = machine.autoStopSeconds;
  const startedAt = parts.runs.at(-1)?.from ?? parts.createdAt;
  const autoStop = seconds === undefined ? null : { enable: true, duration: seconds, prompt: true };
  const { gpus } = flavorFacts(parts.flavor);
  return {
    kind: "legacy-notebook",
    profileId: `Multi-Engine 1.0 (python3)-${gpus > 0 ? "gpu" : "cpu"}`,
    storage: { type: "evs", location: { path: "/home/ma-user/work", volume_size: 5 } },
    workspaceId: "0",
    autoStop,
    stopAt: seconds !== undefined && parts.status === "RUNNING" ? startedAt + seconds * 1000 : null,
    ...parts,
  };
}

/** One network per project. */
function seedNetwork(project: string): DevServer["network"] {
  return {
    vpcId: uuidFrom(hashedHex(hashText(`vpc ${project}`), 32)),
    subnetId: uuidFrom(hashedHex(hashText(`subnet ${project}`), 32)),
  };
}

function orderIdOf(key: number): string {
  return `CS${hashedHex(key ^ hashText("order"), 15).toUpperCase()}`;
}
