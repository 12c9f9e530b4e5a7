import { expect } from "vitest";
import { errorsOf, TARGETS, told } from "./load.ts";

/** Only the cloud without DevServers and metrics of notebooks. */
export const OTC = `version: 1
targets:
  lab: { cloud: otc, region: eu-de, project: p }
owners:
  - field: user.name
`;

/** One target of each cloud; only one has prices. */
export const BOTH = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: p, prices: prices.yaml }
  lab: { cloud: otc, region: eu-de, project: p }
owners: [{ field: user.name }]
`;

/** Files beside the config of {@link BOTH}. */
export const FILES = {
  "prices.yaml": "{ version: 1, currency: EUR, source: invented, flavors: {} }",
};

/** One policy in the flow form, always in line 7. */
export const policy = (keys: string, head = TARGETS) => `${head}policies:\n  a: { ${keys} }\n`;

/** Messages and hints of the only policy's mistakes, without their places. */
export async function mistakes(keys: string, head = TARGETS): Promise<readonly string[]> {
  const errors = await errorsOf(policy(keys, head), { files: FILES });
  for (const { line } of errors) expect(line).toBe(7);
  return errors.map((error) => told(error).replace(/^\S+ /, ""));
}
