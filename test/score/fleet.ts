import { nothingShared, resourceOfNotebook, resourceOfServer } from "../../lib/clients/target/to-resource.ts";
import { DevServer as DevServerAnswer } from "../../lib/domain/modelarts/dev-server-response.ts";
import { Notebook as NotebookAnswer } from "../../lib/domain/modelarts/notebook-response.ts";
import type { PriceBook } from "../../lib/domain/prices.ts";
import type { Flavor, Resource } from "../../lib/domain/resource.ts";
import { flavorFacts, NOTEBOOK_FLAVORS } from "../../lib/emulator/flavors.ts";
import { Fleet, type FleetMachineInput } from "../../lib/emulator/fleet.ts";
import { generateFleet } from "../../lib/emulator/generate-fleet.ts";
import { isSilent, loadSource } from "../../lib/emulator/idle-lease.ts";
import type { LoadSource } from "../../lib/emulator/load.ts";
import type { DevServer, Notebook } from "../../lib/emulator/machine.ts";
import { hashText, noise } from "../../lib/emulator/noise.ts";
import { devServerView } from "../../lib/emulator/operations/dev-server-view.ts";
import { notebookView } from "../../lib/emulator/operations/notebook-view.ts";
import { hashedUuid, seedMachine } from "../../lib/emulator/seed-machine.ts";
import { type Truth, type TruthRecord, truthRecord, type WorkingHours } from "../../lib/emulator/truth.ts";
import { START_MS, STEP_MS, WARM_STEPS } from "./month.ts";

/** Name of the only target. */
export const TARGET = "prod";

const PROJECT = "0123456789abcdef0123456789abcdef";
const HOUR_MS = 3_600_000;

/** Machines that one person has, on average. */
const MACHINES_PER_OWNER = 3;

/** Share of the people behind interactive machines who are on holiday for one to two weeks of the month. */
const ON_HOLIDAY = 0.2;

/** One machine of the month: what really goes on in it, and what the cloud tells of it. */
export interface ScoredMachine {
  readonly index: number;
  readonly truth: TruthRecord;
  /** Root of everything that is drawn for it. */
  readonly key: number;
  readonly load: LoadSource;
  readonly resource: Resource;
  /** Step of the warm-up in which it was started. */
  readonly startedStep: number;
  readonly hasAccelerator: boolean;
  /** Whether the agent inside reports nothing; what the hypervisor sees of a server is there all the same. */
  readonly agentIsDead: boolean;
  /** Price of one running hour; 0 where a stop ends no billing. */
  readonly pricePerHour: number;
  /** Whether a stop ends its billing. */
  readonly saves: boolean;
}

/** What the month is played with. */
export interface FleetOptions {
  readonly seed: number;
  /** How many machines. */
  readonly machines: number;
  /** Length of the month in days. */
  readonly days: number;
  readonly prices: PriceBook;
}

/** Times of a person: the working day begins between 7 and 10 and lasts nine hours, Monday to Friday, UTC+1. */
function hoursOf(owner: number): WorkingHours {
  const from = 7 + Math.floor(4 * noise(owner, hashText("from")));
  return { from, to: from + 9, days: [1, 2, 3, 4, 5], utcOffsetMinutes: 60 };
}

function holidayOf(owner: number, days: number): Truth["holiday"] {
  if (noise(owner, hashText("holiday")) >= ON_HOLIDAY) return undefined;
  const forHours = 24 * (7 + Math.floor(8 * noise(owner, hashText("holiday-length"))));
  const latest = Math.max(0, days * 24 - forHours);
  return { sinceHours: -latest * noise(owner, hashText("holiday-begin")), forHours };
}

/** The generator's pattern with a person behind it; who forgets a machine does so at any moment of the month. */
function truthOf(
  { truth }: FleetMachineInput,
  owner: number,
  key: number,
  { days }: Pick<FleetOptions, "days">,
): TruthRecord {
  const pattern = truth?.pattern ?? "idle";
  const hours = hoursOf(owner);
  if (pattern === "forgotten" || pattern === "tiny-flavor") {
    const endMs = START_MS + days * 24 * HOUR_MS;
    const idleSinceHours = days * 24 * noise(key, hashText("forgotten"));
    return truthRecord({ pattern, hours, idleSinceHours }, endMs);
  }
  const holiday = holidayOf(owner, days);
  return truthRecord({ pattern, hours, ...(holiday ? { holiday } : {}) }, START_MS);
}

const FLAVORS: ReadonlyMap<string, Flavor> = new Map(
  Object.entries(NOTEBOOK_FLAVORS).map(([name, { gpus, npus, vcpus }]) => [
    name,
    { name, gpu: gpus, npu: npus, vcpus },
  ]),
);

/** The machine as Curfew's own client reads it out of the emulated cloud's answer. */
function resourceOf(machine: Notebook | DevServer): Resource {
  const tags =
    machine.kind === "dev-server"
      ? new Map([[machine.cloudServerId, machine.tags]])
      : new Map<string, never>();
  const known = { target: TARGET, flavors: FLAVORS, tags, shared: nothingShared() };
  const call = { cloud: "huaweicloud", host: "emulated" } as const;
  const resource =
    machine.kind === "notebook"
      ? resourceOfNotebook(NotebookAnswer.parse(notebookView(machine, "list", call)), known)
      : resourceOfServer(DevServerAnswer.parse(devServerView(machine)), known);
  if (!resource) throw new Error(`${machine.name} has no id`);
  return resource;
}

/** The fleet of one seed: the emulator's own mix of patterns and flavors, with people, hours and holidays. */
export function scoredFleet(options: FleetOptions): readonly ScoredMachine[] {
  const { seed, machines: size, prices } = options;
  const generated = generateFleet({ size, seed });
  const owners = Math.max(1, Math.round(size / MACHINES_PER_OWNER));
  return (
    generated.machines?.map((input, index) => {
      const number = Math.floor(owners * noise(seed ^ hashText("owner"), index));
      const owner = hashText(`owner ${number}`, seed >>> 0);
      const name = `person-${number}`;
      const named = {
        ...input,
        user: { id: `id-${number}`, name },
        ...(input.kind === "dev-server" ? { tags: { owner: name } } : {}),
      };
      const [machine] = Fleet.parse({ machines: [named] }).machines;
      if (!machine) throw new Error("a fleet without its machine");
      const id = hashedUuid(`${input.kind} ${index}`, seed);
      const place = { seed, speed: 1, project: PROJECT, id, now: START_MS, supernode: null, members: [] };
      const seeded = seedMachine(machine, place) as Notebook | DevServer;
      const record = { ...seeded, truth: truthOf(input, owner, seeded.key, options) };
      const resource = resourceOf(record);
      const facts = flavorFacts(record.flavor);
      const saves = resource.stoppedCost.kind !== "full";
      const warmMs = START_MS - (record.runs[0]?.from ?? START_MS);
      return {
        ...{ index, truth: record.truth, key: record.key, load: loadSource(record), resource },
        startedStep: Math.max(0, WARM_STEPS - Math.floor(warmMs / STEP_MS)),
        hasAccelerator: facts.gpus + facts.npus > 0,
        agentIsDead: isSilent(record),
        pricePerHour: saves ? (prices.flavors[record.flavor] ?? 0) : 0,
        saves,
      };
    }) ?? []
  );
}
