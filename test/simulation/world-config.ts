import type { Config } from "../../lib/domain/config.ts";
import { Limits, POLICY_DEFAULTS, type Policy } from "../../lib/domain/policy.ts";
import type { FleetInput } from "../../lib/emulator/fleet.ts";
import { SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";

export const PROJECT = SAMPLE_PROJECTS.huaweicloud;

/** Id of the n-th machine of a world. */
export const machineId = (number: number) => `c0ffee00-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** Servers that tickets rebuild: one that runs, one that is off. */
export const REBUILT = { running: machineId(31), stopped: machineId(32) } as const;

/** Servers that several people want something else of at the same time. */
export const CONTENDED = { first: machineId(41), second: machineId(42) } as const;

/** Servers of which those in front are stopped before the one behind them. */
export const TIERS = { web: [machineId(51), machineId(52)], db: [machineId(53)] } as const;

/** The notebook that its owner holds. */
export const HELD = machineId(4);

const DAY = 1_440;
const GPU = "modelarts.bm.gpu.v100NV32";

const notebook = (
  number: number,
  name: string,
  truth: NonNullable<FleetInput["machines"]>[number]["truth"],
) =>
  ({
    kind: "notebook",
    id: machineId(number),
    name,
    flavor: GPU,
    project: PROJECT,
    createdMinutesAgo: 6 * DAY,
    startedMinutesAgo: 3 * DAY,
    ...(truth ? { truth } : {}),
  }) as const;

const server = (number: number, name: string, more: object = {}) =>
  ({
    kind: "dev-server",
    id: machineId(number),
    name,
    flavor: "pi2.2xlarge.4",
    serverType: "ECS",
    project: PROJECT,
    createdMinutesAgo: 20 * DAY,
    startedMinutesAgo: 2 * DAY,
    truth: { pattern: "steady-training" },
    ...more,
  }) as const;

/** Small enough that a history is read in a minute, large enough for batches, holds, tickets and creations. */
export const FLEET: FleetInput = {
  seed: 7,
  projects: { [PROJECT]: { cloud: "huaweicloud" } },
  machines: [
    notebook(1, "vision-anna-train1", { pattern: "forgotten", idleSinceHours: 9 }),
    notebook(2, "vision-bruno-train1", { pattern: "forgotten", idleSinceHours: 20 }),
    notebook(3, "speech-carla-train1", { pattern: "busy" }),
    notebook(4, "speech-david-eval1", { pattern: "forgotten", idleSinceHours: 30 }),
    server(21, "vision-anna-gpu1"),
    server(22, "vision-bruno-gpu2"),
    server(23, "vision-elif-gpu3"),
    server(24, "vision-mina-metal1", { flavor: "physical.p3.8xlarge", serverType: "BMS" }),
    server(31, "ops-rebuild-1"),
    server(41, "shared-pool-1"),
    server(42, "shared-pool-2", { status: "STOPPED", stoppedMinutesAgo: 100 }),
    server(32, "ops-rebuild-2", { status: "STOPPED", stoppedMinutesAgo: 300 }),
  ],
};

/** The same fleet, with servers that are stopped group by group. */
export const TIERED_FLEET: FleetInput = {
  ...FLEET,
  machines: [
    ...(FLEET.machines ?? []),
    ...TIERS.web.map((_, index) => server(51 + index, `web-anna-${index + 1}`)),
    ...TIERS.db.map((_, index) => server(53 + index, `db-anna-${index + 1}`)),
  ],
};

const base: Policy = {
  name: "idle",
  on: { kind: "every", everyMs: 600_000 },
  resources: ["notebook"],
  where: null,
  ...POLICY_DEFAULTS,
  idleMs: 2 * 3_600_000,
  action: { verb: "stop", parameters: {} },
  mode: "enforce",
  cooldownMs: 1_800_000,
};

export const CONFIG: Config = {
  version: 1,
  targets: [
    {
      name: "prod",
      cloud: "huaweicloud",
      region: "cn-north-4",
      project: PROJECT,
      credentials: "env:SIM",
      endpoint: null,
      prices: null,
    },
  ],
  store: "memory",
  allow: ["stop", "start", "reboot", "reinstall-os", "change-os", "create-notebook", "create-dev-server"],
  limits: { ...Limits.parse({}), moneyPercent: 100, perRun: 10, percent: 60, perOwnerPerHour: 5 },
  owners: [{ kind: "name", pattern: "^(?<team>[a-z]+)-(?<owner>[a-z]+)-" }],
  teams: {},
  sources: [],
  budgets: [],
  calendars: {},
  prices: {},
  policies: [
    base,
    {
      ...base,
      name: "budget",
      on: { kind: "budget", budget: "vision", at: 0.9 },
      resources: ["dev-server"],
      where: 'team == "vision"',
      idleMs: null,
    },
    {
      ...base,
      name: "tiers",
      on: { kind: "budget", budget: "tiers", at: 0.9 },
      resources: ["dev-server"],
      where: 'team == "web" || team == "db"',
      idleMs: null,
      cooldownMs: 0,
      // Longer than clocks of processes can be apart.
      waves: { groups: ['team == "web"', 'team == "db"'], settleMs: 300_000 },
    },
    {
      ...base,
      name: "rebuild",
      on: { kind: "ticket", source: "jira", when: 'event.status == "Approved"' },
      resources: ["dev-server"],
      where: "id == event.server",
      idleMs: null,
      action: { verb: "reinstall-os", parameters: { keyPair: "ops", leave: "as-found" } },
    },
    {
      ...base,
      name: "exceptions",
      on: { kind: "request", verbs: ["hold", "extend", "release"], from: ["inbox"] },
      resources: ["notebook", "dev-server"],
      idleMs: null,
      action: null,
    },
    {
      ...base,
      name: "orders",
      on: {
        kind: "request",
        verbs: ["create-notebook", "create-dev-server", "change-os", "reboot", "stop", "start"],
        from: ["inbox"],
      },
      resources: ["notebook", "dev-server"],
      idleMs: null,
      action: null,
    },
  ],
};
