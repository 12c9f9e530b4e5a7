import { createCostClient } from "../../../../lib/clients/bss/create-cost-client.ts";
import { resourceOfNotebook } from "../../../../lib/clients/target/to-resource.ts";
import { dueAlerts } from "../../../../lib/core/spend/alerts.ts";
import { createMeter } from "../../../../lib/core/spend/meter.ts";
import { projectSpend } from "../../../../lib/core/spend/project-spend.ts";
import { COST_QUERY_PATH } from "../../../../lib/domain/bss/cost-query.ts";
import type { Budget } from "../../../../lib/domain/budget.ts";
import { Notebook } from "../../../../lib/domain/modelarts/notebook-response.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import type { BudgetSpend } from "../../../../lib/domain/spend.ts";
import { BILL_LAG_MS, billOf } from "../../../../lib/emulator/costs/bill-of.ts";
import { BILL_CURRENCY, flavorPrice } from "../../../../lib/emulator/costs/flavor-price.ts";
import type { FleetInput } from "../../../../lib/emulator/fleet.ts";
import { machinesOf } from "../../../../lib/emulator/reveal.ts";
import { drive, KEY, PROJECT, START, testId } from "../driver.ts";

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const TICK = 600_000;
const CPU = "modelarts.vm.cpu.8u";
const GPU = "modelarts.bm.gpu.v100NV32";

export const flavorOf = (number: number) => (number % 3 === 0 ? GPU : CPU);
export const isOffice = (number: number) => number % 2 === 0;
export const COUNT = 12;

export const book = {
  ...{ version: 1 as const, currency: BILL_CURRENCY, source: "the emulator" },
  flavors: { [CPU]: flavorPrice(CPU), [GPU]: flavorPrice(GPU) },
};

/** Twelve notebooks: every third has a GPU, every second belongs to an office. */
export function fleet(): FleetInput {
  return {
    projects: { [PROJECT]: { cloud: "huaweicloud" } },
    machines: Array.from({ length: COUNT }, (_, number) => ({
      ...{ kind: "notebook" as const, id: testId(number), name: `vision-anna-${number}` },
      flavor: flavorOf(number),
    })),
  };
}

export type Cloud = ReturnType<typeof drive>;

function resources(cloud: Cloud): readonly Resource[] {
  const answer = cloud.call("GET", "/v1/{p}/notebooks", { query: { limit: 50 } });
  const known = { target: "prod", flavors: new Map(), tags: new Map() };
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.json));
  return (answer.at("data") as unknown[]).flatMap(
    (one) => resourceOfNotebook(Notebook.parse(one), known) ?? [],
  );
}

/** What the round really cost up to now. */
export function truth(cloud: Cloud, sinceMs: number): number {
  const span = { fromMs: sinceMs, untilMs: cloud.now(), now: cloud.now() + BILL_LAG_MS };
  const bills = machinesOf(cloud.state(), cloud.now()).flatMap((machine) => billOf(machine, span).days);
  return bills.reduce((sum, { amount }) => sum + amount, 0);
}

/** People of the office start their machines at eight and stop them at six, from Monday to Friday. */
function goToWork(cloud: Cloud): void {
  const clock = new Date(cloud.now());
  const isWorkingDay = clock.getUTCDay() % 6 !== 0;
  if (clock.getUTCMinutes() !== 0 || !isWorkingDay) return;
  const action = clock.getUTCHours() === 8 ? "start" : clock.getUTCHours() === 18 ? "stop" : undefined;
  for (let number = 0; action && number < COUNT; number += 1) {
    if (isOffice(number)) cloud.call("POST", `/v1/{p}/notebooks/${testId(number)}/${action}`);
  }
}

function costs(cloud: Cloud) {
  return createCostClient({
    endpoint: "http://127.0.0.1:1",
    credentials: () => KEY,
    transport: async ({ method, headers, body }) => {
      const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      return cloud.send({
        ...{ method, path: COST_QUERY_PATH, query: "", body: body ?? new Uint8Array() },
        headers: Object.fromEntries(lower),
      }).raw;
    },
    now: () => new Date(cloud.now()),
    sleep: async () => undefined,
    random: () => 0,
  });
}

export const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

interface Reached {
  readonly truthThen: number;
  readonly sinceCrossingMs: number;
}

/** The last value of each day. */
function perDay(values: readonly number[]): readonly number[] {
  return values.filter((_, index) => ((index + 1) * TICK) % DAY === 0);
}

/** Meters some days, a tick every ten minutes; tells how the alerts and projections compare with what is true. */
export async function meterDays(budget: Budget, count: number) {
  const cloud = drive({ fleet: fleet() });
  // To midnight, from which the round is counted here.
  cloud.pass((DAY - (START % DAY)) / 1_000);
  const sinceMs = cloud.now();
  const before = createMeter(budget, undefined, sinceMs).total();
  let spend: BudgetSpend = { ...before, amount: 0, errorBand: 0, days: [] };
  let crossedMs: number | undefined;
  let reached: Reached | undefined;
  const projections: number[] = [];
  while (cloud.now() < sinceMs + count * DAY) {
    goToWork(cloud);
    cloud.pass(TICK / 1_000);
    const meter = createMeter(budget, spend, cloud.now());
    for (const resource of resources(cloud)) meter.add(resource, book);
    spend = meter.total();
    const limit = budget.amount * 0.9;
    if (!reached && crossedMs === undefined && truth(cloud, sinceMs) >= limit) crossedMs = cloud.now() - TICK;
    const [alert] = dueAlerts(budget, spend, [0.9]).filter(({ mark }) => mark.endsWith("actual"));
    if (alert) {
      reached ??= {
        truthThen: truth(cloud, sinceMs),
        sinceCrossingMs: cloud.now() - (crossedMs ?? cloud.now()),
      };
    }
    projections.push(projectSpend(spend, budget) ?? Number.NaN);
  }
  const bill = await costs(cloud).read({ fromDay: dayOf(sinceMs), untilDay: dayOf(cloud.now()) });
  return { cloud, sinceMs, spend, reached, projections: perDay(projections), bill };
}
