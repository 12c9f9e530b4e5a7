import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { offers } from "../../../lib/core/facts-needed.ts";
import { CLOUD_NAMES, CLOUDS } from "../../../lib/domain/clouds.ts";
import { RESOURCE_KINDS } from "../../../lib/domain/resource.ts";
import { canDecideIdle, SIGNALS_AVAILABLE } from "../../../lib/domain/signals-available.ts";
import { target } from "../../fixtures/policies.ts";

const page = readFileSync(new URL("../../../docs/idle.md", import.meta.url), "utf8");

function rowText(row: (typeof SIGNALS_AVAILABLE)[number]): string {
  const { machine, cpu, accelerators, network, notebook, decides, note } = row;
  const decided = decides === "asked" ? "if asked" : decides;
  const cells = [CLOUDS[row.cloud].title, machine, cpu, accelerators, network, notebook, decided, note];
  return `| ${cells.join(" | ")} |`;
}

describe("what can be known of which machine", () => {
  it("stands in the docs row by row, and nothing else does", () => {
    const header = "| cloud | machine |";
    const lines = page.slice(page.indexOf(header)).split("\n");
    const table = lines.slice(2, lines.indexOf(""));
    expect(table).toEqual(SIGNALS_AVAILABLE.map(rowText));
  });

  it.each(CLOUD_NAMES.flatMap((cloud) => RESOURCE_KINDS.map((kind) => [cloud, kind] as const)))(
    "has a row where %s offers a %s, and none where it does not",
    (cloud, kind) => {
      const rows = SIGNALS_AVAILABLE.filter((row) => row.cloud === cloud && row.kind === kind);
      expect(rows.length > 0).toBe(offers(target({ cloud }), kind));
      const hasMeters = rows.some(({ cpu }) => cpu !== "no");
      if (kind.endsWith("notebook")) expect(hasMeters).toBe(CLOUDS[cloud].aomContainerMetrics);
    },
  );

  it("decides on what is asked itself only where the policy lets it be asked", () => {
    const otc = { cloud: "otc", kind: "notebook" } as const;
    expect([true, false].map((jupyter) => canDecideIdle(otc, { jupyter }))).toEqual([true, false]);
    expect(canDecideIdle({ cloud: "huaweicloud", kind: "supernode" }, { jupyter: true })).toBe(false);
  });
});
