import { curfewRule, defaultConfig } from "../../score/curfew-rule.ts";
import { playMonth, type Tally } from "../../score/play.ts";
import { type Scene, sceneOf } from "../../score/scene.ts";

const PRICES = { version: 1, currency: "EUR", source: "invented", flavors: {} } as const;

/** Twelve machines over two days. */
export function smallScene(): Scene {
  return sceneOf({ seed: 7, machines: 12, days: 2, prices: PRICES, notebookStepS: 300 });
}

/** A small month under Curfew's defaults. */
export async function createCurfew(everyPass: boolean): Promise<Tally> {
  const scene = smallScene();
  return playMonth(scene, curfewRule(scene, await defaultConfig(scene), { everyPass }));
}
