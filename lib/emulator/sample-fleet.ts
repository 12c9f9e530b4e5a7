import type { FleetInput, FleetMachineInput } from "./fleet.ts";

/** Projects of {@link SAMPLE_FLEET}. */
export const SAMPLE_PROJECTS = {
  huaweicloud: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
  otc: "f9e8d7c6b5a4938271605f4e3d2c1b0a",
} as const;

const GPU = "modelarts.bm.gpu.v100NV32";
const CPU = "modelarts.vm.cpu.8u";
const TINY = "modelarts.vm.cpu.2u";

const DAY = 1440;

/** Ids are written out, so that a demonstration can name them. */
const id = (number: number) => `c0ffee00-0000-4000-8000-${String(number).padStart(12, "0")}`;

function notebook(
  number: number,
  name: string,
  flavor: string,
  truth: NonNullable<FleetMachineInput["truth"]>,
  more: Partial<FleetMachineInput> = {},
): FleetMachineInput {
  return {
    kind: "notebook",
    id: id(100 + number),
    name,
    flavor,
    project: SAMPLE_PROJECTS.huaweicloud,
    createdMinutesAgo: 6 * DAY + number,
    startedMinutesAgo: 3 * DAY,
    truth,
    ...more,
  };
}

function server(number: number, name: string, more: Partial<FleetMachineInput>): FleetMachineInput {
  const [team = "", owner = ""] = name.split("-");
  return {
    kind: "dev-server",
    id: id(200 + number),
    name,
    flavor: "pi2.2xlarge.4",
    serverType: "ECS",
    project: SAMPLE_PROJECTS.huaweicloud,
    createdMinutesAgo: 20 * DAY + number,
    startedMinutesAgo: 2 * DAY,
    tags: { team, owner },
    truth: { pattern: "steady-training" },
    ...more,
  };
}

/** Story 1, idle GPUs: four really forgotten, one that only looks so, two nobody can judge, the rest at work. */
const NOTEBOOKS: readonly FleetMachineInput[] = [
  notebook(1, "vision-anna-train1", GPU, { pattern: "forgotten", idleSinceHours: 5 }),
  notebook(2, "vision-bruno-trial1", GPU, { pattern: "forgotten", idleSinceHours: 26 }),
  notebook(3, "speech-carla-test1", GPU, { pattern: "forgotten", idleSinceHours: 3.5 }),
  // Its owner waits for a data delivery and holds it.
  notebook(4, "speech-david-eval1", GPU, { pattern: "forgotten", idleSinceHours: 9 }),
  notebook(5, "vision-elif-pretrain1", GPU, { pattern: "steady-training" }),
  notebook(6, "lidar-farid-sweep1", GPU, { pattern: "busy" }),
  notebook(7, "lidar-greta-augment1", GPU, { pattern: "data-stalls" }),
  notebook(8, "search-hugo-train2", GPU, { pattern: "dead-agent" }),
  notebook(9, "search-ines-legacy1", GPU, { pattern: "no-metrics" }),
  notebook(10, "genome-jonas-demo1", TINY, { pattern: "tiny-flavor", idleSinceHours: 40 }),
  notebook(
    11,
    "genome-kira-old1",
    CPU,
    { pattern: "idle" },
    { status: "STOPPED", stoppedMinutesAgo: 2 * DAY },
  ),
];

/** Story 2, a budget: what of team `vision` saves money when it is stopped, and what does not. */
const VISION: readonly FleetMachineInput[] = [
  server(1, "vision-anna-gpu1", {}),
  server(2, "vision-bruno-gpu2", { flavor: "p2s.4xlarge.8" }),
  server(3, "vision-elif-gpu3", { truth: { pattern: "forgotten", idleSinceHours: 12 } }),
  server(4, "vision-luca-cpu1", { flavor: "Si2.large.4" }),
  server(5, "vision-mina-metal1", { flavor: "physical.p3.8xlarge", serverType: "BMS" }),
  server(6, "vision-nils-year1", { billing: "PRE_PAID" }),
  server(7, "vision-olga-node1", {
    flavor: "physical.kat2e.48xlarge.8",
    serverType: "HPS",
    supernode: "vision-olga-super1",
  }),
  {
    kind: "supernode",
    id: id(300),
    name: "vision-olga-super1",
    flavor: "physical.kat2e.48xlarge.8",
    project: SAMPLE_PROJECTS.huaweicloud,
    createdMinutesAgo: 20 * DAY,
    startedMinutesAgo: 2 * DAY,
    truth: { pattern: "steady-training" },
  },
  server(8, "speech-pavel-gpu1", {}),
  server(9, "lidar-rosa-gpu1", { truth: { pattern: "busy" } }),
];

/** Story 3, tickets: one server to be reinstalled, one to get another image. */
const TICKETS: readonly FleetMachineInput[] = [
  server(20, "ops-rebuild-1", { truth: { pattern: "idle" } }),
  server(21, "ops-rebuild-2", { status: "STOPPED", stoppedMinutesAgo: 300, truth: { pattern: "idle" } }),
];

/** Story 4, another cloud: two old development environments on Open Telekom Cloud. */
const OTC: readonly FleetMachineInput[] = [
  {
    kind: "legacy-notebook",
    id: `DE-${id(401)}`,
    name: "weather-samir-lab1",
    flavor: GPU,
    project: SAMPLE_PROJECTS.otc,
    createdMinutesAgo: 9 * DAY,
    startedMinutesAgo: 600,
    autoStopSeconds: 86_400,
    truth: { pattern: "idle" },
  },
  {
    kind: "legacy-notebook",
    id: `DE-${id(402)}`,
    name: "weather-tilda-lab2",
    flavor: TINY,
    project: SAMPLE_PROJECTS.otc,
    status: "STOPPED",
    createdMinutesAgo: 4 * DAY,
    stoppedMinutesAgo: 90,
    truth: { pattern: "idle" },
  },
];

/** A made-up fleet that tells four stories: idle GPUs, a budget, tickets, and a second cloud. */
export const SAMPLE_FLEET: FleetInput = {
  seed: 7,
  projects: {
    [SAMPLE_PROJECTS.huaweicloud]: { cloud: "huaweicloud" },
    [SAMPLE_PROJECTS.otc]: { cloud: "otc" },
  },
  machines: [...NOTEBOOKS, ...VISION, ...TICKETS, ...OTC],
};
