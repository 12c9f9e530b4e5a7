import type { FleetInput, FleetMachineInput } from "../../lib/emulator/fleet.ts";

const PROJECT = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

/** Opens nothing but the emulator of a crash run. */
export const CRASH_KEY = {
  accessKey: "CRASHONLY0ACCESSKEY",
  secretKey: "crash-only-secret-key-that-opens-nothing",
} as const;

/** Published here, so they prove nothing. `desk` is another program that asks for things. */
export const CRASH_SOURCES = {
  jira: { scheme: "jira-cloud", secret: "crash-only-jira-secret-that-opens-nothing" },
  budget: {
    scheme: "standard-webhooks",
    secret: "whsec_Y3Jhc2ggb25seSBidWRnZXQgc2VjcmV0LCBvcGVucyBub3RoaW5n",
  },
  desk: {
    scheme: "standard-webhooks",
    secret: "whsec_Y3Jhc2ggb25seSBkZXNrIHNlY3JldCwgb3BlbnMgbm90aGluZyE=",
  },
} as const;

/** Who sends webhooks to the servers. */
export type CrashSource = keyof typeof CRASH_SOURCES;

/** Environment of every server of a crash run, beside PATH. */
export const CRASH_ENV: Readonly<Record<string, string>> = {
  CRASH_ACCESS_KEY: CRASH_KEY.accessKey,
  CRASH_SECRET_KEY: CRASH_KEY.secretKey,
  JIRA_SECRET: CRASH_SOURCES.jira.secret,
  BUDGET_SECRET: CRASH_SOURCES.budget.secret,
  DESK_SECRET: CRASH_SOURCES.desk.secret,
  CURFEW_LOG_KEY: "crash-only-log-key-that-seals-nothing-of-worth",
};

/** Name of the database file beside the configuration. */
export const CRASH_STORE = "curfew.db";

/** The configuration of the servers. Caps are wide open and nothing cools down: restraint must not hide a second effect. */
export function crashConfig(cloudUrl: string): string {
  return `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${PROJECT}, credentials: env:CRASH, endpoint: "${cloudUrl}" }
store: sqlite:${CRASH_STORE}
allow: [stop, start, reboot, delete, reinstall-os, change-os, create-notebook, create-dev-server]
limits: { perRun: 1000, percent: 100, perOwnerPerHour: 1000, perHour: 100000 }
owners:
  - name: '^(?<team>[a-z0-9]+)-(?<owner>[a-z0-9]+)'
sources:
  jira: { scheme: jira-cloud, secret: env:JIRA_SECRET }
  budget: { scheme: standard-webhooks, secret: env:BUDGET_SECRET }
  desk: { scheme: standard-webhooks, secret: env:DESK_SECRET }
policies:
  idle:
    on: { every: 1m }
    resource: notebook
    where: flavor.gpu > 0
    idle: 2h
    then: stop
    mode: enforce
  budget-90:
    on: { budget: fleet, at: 90% }
    resource: dev-server
    where: team == event.group
    then: stop
    mode: enforce
    cooldown: 0
  rebuild:
    on: { ticket: jira, when: event.status == "Approved" && event.form == "rebuild" }
    resource: dev-server
    where: id == event.server
    then: { reinstall-os: { keyPair: ops, leave: as-found } }
    mode: enforce
    cooldown: 0
  orders:
    on:
      request: [stop, reboot, delete, change-os, create-notebook, create-dev-server]
      from: [desk]
    mode: enforce
    cooldown: 0
`;
}

/** Servers of one group, which one budget alert stops. */
const GROUP_SIZE = 3;

/** Notebooks that the clock looks after; one after the other is forgotten by its user. */
const NOTEBOOKS = 12;

const DAY_MINUTES = 1_440;

/** The machines of a crash run, handed out so that no two wishes touch the same one. */
export interface CrashFleet {
  readonly fleet: FleetInput;
  /** Ids of servers that run, and of servers that are off. */
  readonly running: readonly string[];
  readonly resting: readonly string[];
  /** Teams and the ids of their servers. */
  readonly groups: readonly { readonly name: string; readonly servers: readonly string[] }[];
  readonly notebooks: readonly string[];
}

type Kind = "dev-server" | "notebook";

const idOf = (kind: Kind, number: number) =>
  `00000000-0000-4000-${kind === "notebook" ? "8bee" : "8c0d"}-${String(number).padStart(12, "0")}`;

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

function machine(kind: Kind, number: number, rest: Partial<FleetMachineInput> = {}): FleetMachineInput {
  return {
    kind,
    id: idOf(kind, number),
    name: `crash-owner${number}`,
    project: PROJECT,
    flavor: kind === "notebook" ? "modelarts.bm.gpu.v100NV32" : "pi2.2xlarge.4",
    createdMinutesAgo: 20 * DAY_MINUTES,
    startedMinutesAgo: 2 * DAY_MINUTES,
    truth: { pattern: "steady-training" },
    ...rest,
  };
}

/** A fleet that is large enough for so many wishes. */
export function crashFleet(wishes: number): CrashFleet {
  const running = numbers(1, wishes);
  const resting = numbers(10_001, Math.ceil(wishes / 2));
  const groups = numbers(0, Math.ceil(wishes / 3)).map((group) => ({
    name: `group${group}`,
    numbers: numbers(20_001 + group * GROUP_SIZE, GROUP_SIZE),
  }));
  const notebooks = numbers(1, NOTEBOOKS);
  const machines = [
    ...running.map((number) => machine("dev-server", number)),
    ...resting.map((number) =>
      machine("dev-server", number, { status: "STOPPED", stoppedMinutesAgo: DAY_MINUTES }),
    ),
    ...groups.flatMap((group) =>
      group.numbers.map((number) => machine("dev-server", number, { name: `${group.name}-owner${number}` })),
    ),
    ...notebooks.map((number) => machine("notebook", number)),
  ];
  return {
    fleet: { seed: 7, projects: { [PROJECT]: { cloud: "huaweicloud" } }, machines },
    running: running.map((number) => idOf("dev-server", number)),
    resting: resting.map((number) => idOf("dev-server", number)),
    groups: groups.map(({ name, numbers: own }) => ({
      name,
      servers: own.map((number) => idOf("dev-server", number)),
    })),
    notebooks: notebooks.map((number) => idOf("notebook", number)),
  };
}
