import { describe, expect, it } from "vitest";
import { requestEvent } from "../../lib/compose/node.ts";
import type { Operation } from "../../lib/domain/modelarts/operation.ts";
import { OPERATIONS } from "../../lib/domain/modelarts/operations.ts";
import type { FleetInput } from "../../lib/emulator/fleet.ts";
import { generateFleet } from "../../lib/emulator/generate-fleet.ts";
import { SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { startEmulator } from "../../lib/emulator/start-emulator.ts";
import { type Permissions, permissionsOf } from "../../lib/stack/permissions.ts";
import { createMemoryStore } from "../../lib/stores/memory/create-memory-store.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { cloudAt, type EmulatedCloud, TEST_KEY } from "./support/emulated-cloud.ts";
import { openTestHost } from "./support/open-test-host.ts";
import { REBUILD_IMAGE, STORY_ORDERS } from "./support/orders.ts";
import { entriesOf, story } from "./support/run-log.ts";
import { createTestClock, MINUTE_MS } from "./support/test-clock.ts";

const opened = cleanUpAfterEach();

const PROJECT = SAMPLE_PROJECTS.huaweicloud;
const CLOUD = "huaweicloud";
const id = (number: number) => `c0ffee00-0000-4000-8000-${String(number).padStart(12, "0")}`;

const machine = (number: number, kind: "notebook" | "dev-server", more: object = {}) => ({
  ...{ kind, id: id(number), project: PROJECT, name: `vision-anna-${number}` },
  ...(kind === "notebook"
    ? { flavor: "modelarts.bm.gpu.v100NV32" }
    : { flavor: "pi2.2xlarge.4", serverType: "ECS" as const, tags: { owner: "anna" } }),
  // Nobody has used any of them for a day, and they belong to somebody else than the key.
  ...{ user: { id: "u-2", name: "anna" }, truth: { pattern: "forgotten" as const, idleSinceHours: 26 } },
  ...more,
});

const STOPPED = { status: "STOPPED", stoppedMinutesAgo: 300 };

const FLEET: FleetInput = {
  projects: { [PROJECT]: { cloud: CLOUD } },
  machines: [
    machine(1, "notebook"),
    machine(2, "notebook", STOPPED),
    machine(3, "dev-server"),
    machine(4, "dev-server", STOPPED),
  ],
};

const ALLOW = [
  ...["stop", "start", "lease", "reboot", "reinstall-os", "change-os", "delete"],
  ...["create-notebook", "create-dev-server"],
];

const HEAD = (url: string) => `version: 1
targets:
  prod: { cloud: ${CLOUD}, region: cn-north-4, project: ${PROJECT}, credentials: env:TEST, endpoint: "${url}" }
store: memory
allow: [${ALLOW.join(", ")}]
limits: { perRun: 10, percent: 100, perOwnerPerHour: 10 }
owners: [{ field: "tag:owner" }, { field: user.name }]
`;

const IDLE = (url: string) => `${HEAD(url)}policies:
  idle:
    { on: { every: 10m }, resource: [notebook, dev-server], idle: 2h, then: stop, mode: enforce }
`;

interface Deed {
  readonly verb: string;
  readonly target?: string;
  readonly resource?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

const notebook = (verb: string, number: number, parameters = {}): Deed => ({
  ...{ verb, resource: `prod/notebook/${id(number)}`, parameters },
});
const server = (verb: string, number: number, parameters = {}): Deed => ({
  ...{ verb, resource: `prod/dev-server/${id(number)}`, parameters },
});
const LOGIN = { keyPair: "ops" };
const [NEW_NOTEBOOK, NEW_SERVER] = STORY_ORDERS;

/** Every verb of the allow list on every kind it applies to; each is played on a fleet of its own. */
const DEEDS: readonly Deed[] = [
  ...[notebook("stop", 1), notebook("start", 2), notebook("lease", 1, { hours: 2 }), notebook("delete", 2)],
  ...[server("stop", 3), server("start", 4), server("reboot", 3), server("delete", 4)],
  ...[server("reinstall-os", 4, LOGIN), server("change-os", 4, { ...LOGIN, image: REBUILD_IMAGE })],
  ...[NEW_NOTEBOOK.data, NEW_SERVER.data],
];

const CLOCK = "clock";

/** Looks at a run, a minute apart; the longest deed needs a dozen. */
const LOOKS_MAX = 40;

interface Play {
  /** Actions that the key has; `null` for all. */
  readonly allowed: readonly string[] | null;
  readonly fleet?: FleetInput;
  readonly yaml?: (url: string) => string;
}

/** A cloud and a host that signs with the key of somebody who owns none of the machines. */
async function open({ fleet = FLEET, yaml = IDLE }: Partial<Play>) {
  const clock = createTestClock();
  const credentials = [{ ...TEST_KEY, userId: "u-1" }];
  const cloud: EmulatedCloud = opened(
    cloudAt(await startEmulator({ credentials, fleet, now: clock.now, seed: 1 })),
  );
  const { host, config } = await openTestHost({
    yaml: yaml(cloud.url),
    store: createMemoryStore(),
    now: clock.now,
  });
  opened(host);
  return { clock, cloud, host, config };
}

/** The story that the log tells of a deed, or of the clock, under these permissions. */
async function play(deed: Deed | typeof CLOCK, options: Play): Promise<readonly string[]> {
  const { clock, cloud, host } = await open(options);
  await cloud.permit(options.allowed);
  const nowMs = clock.now();
  const event = (wish: Deed) =>
    requestEvent({ ...wish, by: "ops" } as never, { source: "cli", nowMs, id: "1" });
  const accepted =
    deed === CLOCK ? await host.tick(nowMs, nowMs - 10 * MINUTE_MS) : await host.accept(event(deed));
  const run = accepted?.run ?? "";
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const { status } = await host.advance(run);
    if (status === "finished") return story(await entriesOf(host, run));
    clock.advance(MINUTE_MS);
  }
  // A machine that cannot be looked at any more keeps its run open.
  return [...story(await entriesOf(host, run)), "never ended"];
}

async function neededFor(options: Partial<Play> = {}): Promise<Permissions> {
  const { config } = await open(options);
  return permissionsOf(config, { cloud: CLOUD, bucket: null, invokes: false });
}

const actionsIn = ({ project }: Permissions) => project?.Statement.flatMap(({ Action }) => Action) ?? [];

/** Operations whose permission the emulator knows; it lets nobody through without. */
const ENFORCED = new Set(Object.values<Operation>(OPERATIONS).map(({ permission }) => permission));

/** What a key lacks that has every action but one. */
const without = (action: string, actions: readonly string[]): Play => ({
  allowed: actions.filter((one) => one !== action),
});

const isEnded = (lines: readonly string[]) => lines.some((text) => text.startsWith("succeeded"));

describe("with exactly the permissions that are printed", () => {
  it.each(DEEDS.map((deed) => [`${deed.verb} ${deed.resource ?? deed.target}`, deed] as const))(
    "%s comes out as with all of them",
    async (_name, deed) => {
      const all = await play(deed, { allowed: null });
      expect(isEnded(all), all.join("\n")).toBe(true);
      expect(await play(deed, { allowed: actionsIn(await neededFor()) })).toEqual(all);
    },
  );

  it("the clock finds, measures and stops what idles", async () => {
    const all = await play(CLOCK, { allowed: null });
    expect(all.filter((text) => text.startsWith("succeeded stop"))).toHaveLength(2);
    expect(await play(CLOCK, { allowed: actionsIn(await neededFor()) })).toEqual(all);
  });
});

/** Beyond 1,000 servers the list of all is short, and the paged one has to tell. */
const LARGE = {
  fleet: generateFleet({ size: 1_001, seed: 3, kinds: { "dev-server": 1 }, project: PROJECT }),
  yaml: (url: string) => `${HEAD(url)}policies:
  named: { on: { every: 10m }, resource: dev-server, where: name == "nobody", then: stop }
`,
};

describe("without a single one of them", () => {
  it("something breaks, whichever it is", async () => {
    const actions = actionsIn(await neededFor()).filter(
      (action) => action !== "modelarts:devserver:listByUser",
    );
    const whole = new Map<Deed | typeof CLOCK, readonly string[]>();
    for (const deed of [CLOCK, ...DEEDS] as const) whole.set(deed, await play(deed, { allowed: null }));
    const needless: string[] = [];
    for (const action of actions) {
      if (!(await breaksSomething(whole, without(action, actions)))) needless.push(action);
    }
    expect(actions.length).toBeGreaterThan(12);
    expect(actions.filter((action) => !ENFORCED.has(action))).toEqual([]);
    expect(needless).toEqual([]);
  });

  it("machines whose metrics nobody may read are left alone, and the others are stopped", async () => {
    const actions = actionsIn(await neededFor());
    for (const action of ["aom:metric:get", "ces:metricData:list"]) {
      const lacking = await play(CLOCK, without(action, actions));
      expect(lacking.join("\n"), action).toContain("skipped");
      expect(
        lacking.filter((text) => text.startsWith("succeeded stop")),
        action,
      ).toHaveLength(1);
    }
  });

  it("a large fleet cannot be listed to its end by a key that may not page", async () => {
    const actions = actionsIn(await neededFor(LARGE));
    expect(await play(CLOCK, { ...LARGE, allowed: actions })).toEqual([]);
    const lacking = await play(CLOCK, { ...LARGE, ...without("modelarts:devserver:listByUser", actions) });
    expect(lacking.join()).toContain("skipped");
  });
});

async function breaksSomething(
  whole: ReadonlyMap<Deed | typeof CLOCK, readonly string[]>,
  options: Play,
): Promise<boolean> {
  for (const [deed, story] of whole) {
    if (JSON.stringify(await play(deed, options)) !== JSON.stringify(story)) return true;
  }
  return false;
}
