import type { PriceBook } from "../../lib/domain/prices.ts";
import { hubCuller, kubeflowCuller } from "./cullers.ts";
import { curfewRule, defaultConfig } from "./curfew-rule.ts";
import { notebookStepS } from "./notebook-step.ts";
import { autoStop, huaweiIdle, never, offHours, oracle } from "./plain-rules.ts";
import { playMonth, type Rule, type Tally } from "./play.ts";
import { sceneOf } from "./scene.ts";

/** One line of the table. */
export interface Row extends Tally {
  readonly name: string;
  /** Machine-hours saved, as a share of those that the oracle saves. */
  readonly shareOfOracle: number;
  /** The same in money. */
  readonly moneyShareOfOracle: number;
}

/** What is played. */
export interface SeedOptions {
  readonly seed: number;
  readonly prices: PriceBook;
  /** Default: 1,000. */
  readonly machines?: number;
  /** Default: 30. */
  readonly days?: number;
}

/** Everybody in the table beside Curfew. */
export const BASELINES: Readonly<Record<string, () => Rule>> = {
  "auto-stop after 1 h": () => autoStop(1),
  "auto-stop after 4 h": () => autoStop(4),
  "auto-stop after 24 h": () => autoStop(24),
  "off-hours 20:00-07:00, weekend": offHours,
  "Huawei idle lease, 2 h": () => huaweiIdle(2, ["notebook"]),
  "Huawei idle rule everywhere, 2 h": () => huaweiIdle(2, ["notebook", "dev-server"]),
  "jupyterhub-idle-culler, 10 min": () => hubCuller(10),
  "jupyterhub-idle-culler, 2 h": () => hubCuller(120),
  "Kubeflow culler, 24 h": () => kubeflowCuller(1_440),
  "never stop": never,
};

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

/** Plays one seed under everybody. */
export async function playSeed(options: SeedOptions): Promise<readonly Row[]> {
  const { seed, prices, machines = 1_000, days = 30 } = options;
  const scene = sceneOf({ seed, prices, machines, days, notebookStepS: await notebookStepS() });
  const best = playMonth(scene, oracle());
  const others = [
    ["curfew", curfewRule(scene, await defaultConfig(scene))] as const,
    ...Object.entries(BASELINES).map(([name, make]) => [name, make()] as const),
  ];
  const tallies = others.map(([name, rule]) => ({ name, ...playMonth(scene, rule) }));
  return [{ name: "oracle", ...best }, ...tallies].map((row) => ({
    ...row,
    shareOfOracle: share(row.savedHours, best.savedHours),
    moneyShareOfOracle: share(row.savedMoney, best.savedMoney),
  }));
}
