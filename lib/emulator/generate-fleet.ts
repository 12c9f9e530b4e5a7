import * as z from "zod";
import { RESOURCE_KINDS } from "../domain/resource.ts";
import { FLEET_MACHINES_MAX, type FleetInput, type FleetMachineInput } from "./fleet.ts";
import { seededRandom } from "./noise.ts";
import { PATTERNS, type Pattern } from "./truth.ts";

/** Shares of the patterns, in percent of a fleet. */
export const DEFAULT_MIX: Readonly<Partial<Record<Pattern, number>>> = {
  "steady-training": 35,
  "think-time": 25,
  "data-stalls": 10,
  "ssh-only": 10,
  forgotten: 10,
  "dead-agent": 5,
  "tiny-flavor": 5,
};

/** What to generate. */
export const GenerateFleet = z.strictObject({
  size: z.int().min(0).max(FLEET_MACHINES_MAX),
  seed: z.int().default(1),
  /** Weights of the patterns; {@link DEFAULT_MIX} when left out. */
  mix: z.partialRecord(z.enum(PATTERNS), z.number().min(0)).default(DEFAULT_MIX),
  /** Weights of the kinds; seven notebooks to three DevServers when left out. */
  kinds: z.partialRecord(z.enum(RESOURCE_KINDS), z.number().min(0)).default({ notebook: 7, "dev-server": 3 }),
  project: z.string().optional(),
});
export type GenerateFleet = z.input<typeof GenerateFleet>;

const TEAMS = ["vision", "speech", "lidar", "robotics", "search", "genome", "weather", "routing"] as const;
const OWNERS = [
  ...(["anna", "bruno", "carla", "david", "elif", "farid", "greta", "hugo", "ines", "jonas"] as const),
  ...(["kira", "luca", "mina", "nils", "olga", "pavel", "rosa", "samir", "tilda", "yuki"] as const),
] as const;

const PURPOSES: Readonly<Record<Pattern, readonly string[]>> = {
  "steady-training": ["train", "pretrain", "finetune"],
  "data-stalls": ["augment", "train", "etl"],
  "think-time": ["explore", "notebook", "proto"],
  "ssh-only": ["debug", "shell", "dev"],
  forgotten: ["test", "trial", "train"],
  "dead-agent": ["train", "eval"],
  "tiny-flavor": ["demo", "scratch"],
  idle: ["spare"],
  busy: ["sweep"],
  "no-metrics": ["legacy"],
};

/**
 * Makes a fleet of any size with a given mix of patterns; the same options always give the same fleet. The shares
 * are exact to one machine, not drawn, so that small fleets have them too.
 */
export function generateFleet(options: GenerateFleet): FleetInput {
  const { size, seed, mix, kinds, project } = GenerateFleet.parse(options);
  const random = seededRandom(seed);
  const patterns = shuffled(shares(mix, size), random);
  const machineKinds = shuffled(shares(kinds, size), random);
  const machines = patterns.map((pattern, index) => ({
    ...newMachine(pattern, machineKinds[index] ?? "notebook", index, random),
    ...(project === undefined ? {} : { project }),
  }));
  return { seed, machines };
}

function newMachine(
  pattern: Pattern,
  kind: FleetMachineInput["kind"],
  index: number,
  random: () => number,
): FleetMachineInput {
  const team = pick(TEAMS, random);
  const owner = pick(OWNERS, random);
  const createdMinutesAgo = 1440 + Math.floor(random() * 20_160);
  const idleSinceHours = 3 + Math.floor(random() * 60);
  const isServer = kind === "dev-server" || kind === "supernode";
  return {
    kind,
    name: `${team}-${owner}-${pick(PURPOSES[pattern], random)}${index + 1}`,
    flavor: isServer ? serverFlavor(pattern, random) : notebookFlavor(pattern, random),
    createdMinutesAgo,
    startedMinutesAgo: Math.min(createdMinutesAgo, 720 + Math.floor(random() * 10_080)),
    ...(isServer ? { tags: { team, owner } } : {}),
    ...(isServer && random() < 0.1 ? { billing: "PRE_PAID" as const } : {}),
    truth: {
      pattern,
      ...(pattern === "forgotten" || pattern === "tiny-flavor" ? { idleSinceHours } : {}),
    },
  };
}

function notebookFlavor(pattern: Pattern, random: () => number): string {
  if (pattern === "tiny-flavor") return "modelarts.vm.cpu.2u";
  return random() < 0.7 ? "modelarts.bm.gpu.v100NV32" : "modelarts.vm.cpu.8u";
}

function serverFlavor(pattern: Pattern, random: () => number): string {
  if (pattern === "tiny-flavor") return "Si2.large.4";
  return random() < 0.7 ? "pi2.2xlarge.4" : "p2s.4xlarge.8";
}

/** As many of each key as its weight says; what rounding leaves over goes to the first keys. */
function shares<K extends string>(weights: Readonly<Partial<Record<K, number>>>, size: number): K[] {
  const keys = Object.keys(weights) as K[];
  const sum = keys.reduce((total, key) => total + (weights[key] ?? 0), 0);
  if (sum === 0) return [];
  const list = keys.flatMap((key) => new Array<K>(Math.floor(((weights[key] ?? 0) / sum) * size)).fill(key));
  for (let index = 0; list.length < size; index += 1) {
    const key = keys[index % keys.length];
    if (key !== undefined && (weights[key] ?? 0) > 0) list.push(key);
  }
  return list;
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const result = [...list];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [result[last], result[other]];
    if (a !== undefined && b !== undefined) [result[last], result[other]] = [b, a];
  }
  return result;
}

function pick<T>(list: readonly [T, ...T[]] | readonly T[], random: () => number): T {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
}
