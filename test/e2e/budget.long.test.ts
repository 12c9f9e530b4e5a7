import { expect, it } from "vitest";
import { SpendTotals } from "../../lib/domain/spend.ts";
import { flavorPrice } from "../../lib/emulator/costs/flavor-price.ts";
import type { FleetMachineInput } from "../../lib/emulator/fleet.ts";
import { SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { openStage, type Stage } from "./support/open-stage.ts";
import { HOUR_MS, MINUTE_MS } from "./support/test-clock.ts";

const opened = cleanUpAfterEach();

const FLAVORS = ["modelarts.vm.cpu.8u", "modelarts.bm.gpu.v100NV32"] as const;
const COUNT = 12;
const id = (number: number) => `c0ffee00-0000-4000-8000-${String(number).padStart(12, "0")}`;
const flavorOf = (number: number) => FLAVORS[number % 2] ?? FLAVORS[0];

/** Every other machine is a large one, and all have just been made: nothing was spent before the test begins. */
const machines = Array.from({ length: COUNT }, (_, number) => ({
  ...{ kind: "notebook" as const, id: id(number), name: `vision-anna-nb${number}` },
  ...{ flavor: flavorOf(number), createdMinutesAgo: 0, project: SAMPLE_PROJECTS.huaweicloud },
  truth: { pattern: "busy" },
})) satisfies readonly FleetMachineInput[];

const PER_HOUR = machines.reduce((sum, { flavor }) => sum + flavorPrice(flavor), 0);
/** So much that it lasts half a day: ten minutes of all machines are 1.4 % of it. */
const AMOUNT = Math.round(PER_HOUR * 12);

const prices = `version: 1
currency: EUR
source: the emulator
flavors: { ${FLAVORS.map((flavor) => `"${flavor}": ${flavorPrice(flavor)}`).join(", ")} }
`;

const yaml = (url: string) => `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${SAMPLE_PROJECTS.huaweicloud}, credentials: env:TEST, endpoint: "${url}", prices: prices.yaml }
store: memory
limits: { perRun: 100, percent: 100, perOwnerPerHour: 100 }
owners:
  - name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-'
budgets:
  vision: { amount: ${AMOUNT} EUR, per: month, scope: team == "vision", levels: [50%] }
policies:
  tell: { on: { budget: vision, at: 80% }, resource: notebook, then: none, mode: enforce }
  stop-all: { on: { budget: vision, at: 100% }, resource: notebook, where: saves > 0, then: stop, mode: enforce }
`;

/** A clock slot by each of these hosts, and three minutes in which they go on with what is open. */
async function tick(hosts: readonly Stage[]): Promise<void> {
  const [{ clock }] = hosts as [Stage];
  const slotMs = clock.now();
  for (const { host } of hosts) await host.tick(slotMs, slotMs - 10 * MINUTE_MS);
  for (let look = 0; look < 3; look += 1) {
    for (const { host } of hosts) {
      await host.sweep({
        onError: (run, error) => {
          throw new Error(`${run}: ${error}`);
        },
      });
    }
    clock.advance(MINUTE_MS);
  }
  clock.advance(7 * MINUTE_MS);
}

it("a budget that runs out stops its machines within ten minutes and 2 %, while no bill is in yet", async () => {
  const fleet = { projects: { [SAMPLE_PROJECTS.huaweicloud]: { cloud: "huaweicloud" as const } }, machines };
  const first = await opened(await openStage({ yaml, fleet, prices }));
  const startMs = first.clock.now();
  // Two processes side by side, and one that takes their place when half of the budget is spent.
  let hosts: readonly Stage[] = [first, await first.reopen()];
  for (let slot = 1; slot <= 13 * 6; slot += 1) {
    if (slot === 40) hosts = [await first.reopen(), await first.reopen()];
    await tick(hosts);
  }

  const { store } = first;
  const received = (await store.find({ phases: ["received"] }, { limit: 1_000 })).entries;
  const alerts = received.filter(({ details }) => details["type"] === "budget.alert");
  const runs = await Promise.all(alerts.map(({ run }) => store.read(run)));
  const given = runs.flatMap((run) => (run?.event.type === "budget.alert" ? [run.event.data] : []));
  // Each share once, the softest first. It lasts half a day, and a forecast is made of a whole day that was looked at.
  expect(given.map(({ at, kind }) => `${at} ${kind}`)).toEqual(["0.5 actual", "0.8 actual", "1 actual"]);
  const last = given.at(-1);
  expect(last).toMatchObject({ budgetAmount: AMOUNT, reported: 0, reportedUntil: null, projected: null });

  const crossedMs = startMs + (AMOUNT / PER_HOUR) * HOUR_MS;
  const givenMs = Date.parse(alerts.at(-1)?.at ?? "");
  expect(givenMs - crossedMs).toBeGreaterThanOrEqual(0);
  expect(givenMs - crossedMs).toBeLessThanOrEqual(10 * MINUTE_MS);

  const states = await Promise.all(machines.map((machine) => first.cloud.statusOf(machine.id)));
  expect(new Set(states)).toEqual(new Set(["STOPPED"]));

  // A day later the bill of everything is in, and is the truth that all of this is held against.
  const spend = (await store.find({ policy: "(spend)" }, { limit: 1, newest: true })).entries[0]?.details;
  first.clock.advance(26 * HOUR_MS);
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const bill = await first.host.ports.costs?.[0]?.read({
    ...{ fromDay: day(startMs), untilDay: day(first.clock.now()) },
  });
  const real = bill?.days.reduce((sum, { amount }) => sum + amount, 0) ?? Number.NaN;
  expect(real).toBeGreaterThan(AMOUNT);
  expect(real / AMOUNT - 1).toBeLessThan(0.02);
  const own = SpendTotals.parse(spend).budgets[0]?.amount ?? Number.NaN;
  expect(Math.abs(own / real - 1)).toBeLessThan(0.002);
});
