import { describe, expect, it } from "vitest";
import { createCosts } from "../../../lib/compose/costs.ts";
import type { Config } from "../../../lib/domain/config.ts";
import { config, target } from "../../fixtures/policies.ts";

const budgets: Config["budgets"] = [
  {
    ...{ name: "all", amount: 1, currency: "EUR", per: "month", zone: "UTC", scope: null, levels: [] },
  },
];

/** Origins that are asked, one for each account. */
async function asked(overrides: Partial<Config>): Promise<readonly string[]> {
  const urls: string[] = [];
  const costs = createCosts({
    config: config(overrides),
    env: (name) => `EXAMPLE-${name}`,
    readFile: () => Promise.reject(new Error("no file")),
    transport: async ({ url }) => {
      urls.push(new URL(url).origin);
      const body = new TextEncoder().encode('{"currency":"EUR","total_count":0,"cost_data":[]}');
      return { status: 200, headers: {}, body };
    },
    now: () => 0,
  });
  for (const one of costs) await one.read({ fromDay: "2026-11-01", untilDay: "2026-11-02" });
  return urls;
}

describe("who is asked for bills", () => {
  it("is nobody without budgets, and nobody on Open Telekom Cloud", async () => {
    expect(await asked({})).toEqual([]);
    expect(await asked({ budgets, targets: [target({ cloud: "otc", region: "eu-de" })] })).toEqual([]);
  });

  it("is each account once, at the site of its region or where the target says", async () => {
    const targets = [
      target(),
      target({ name: "two", region: "cn-east-3" }),
      target({ name: "abroad", region: "ap-southeast-1", credentials: "env:ABROAD" }),
      target({ name: "here", endpoint: "http://127.0.0.1:9" }),
    ];
    expect(await asked({ budgets, targets })).toEqual([
      "https://bss.myhuaweicloud.com",
      "https://bss-intl.myhuaweicloud.com",
      "http://127.0.0.1:9",
    ]);
  });
});
