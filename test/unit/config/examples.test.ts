import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../lib/config/load-config.ts";
import { SCHEMES } from "../../../lib/sources/schemes.ts";

describe("examples/curfew.yaml", () => {
  const path = fileURLToPath(new URL("../../../examples/curfew.yaml", import.meta.url));

  it("loads without an error and without a warning", async () => {
    const loaded = await loadConfig({
      text: readFileSync(path, "utf8"),
      path,
      readFile: (file) => readFile(file, "utf8"),
      schemes: SCHEMES.map(({ id }) => id),
    });
    expect(loaded.ok ? [] : loaded.errors).toEqual([]);
    expect(loaded.warnings).toEqual([]);
    if (!loaded.ok) return;
    expect(loaded.config.policies.map(({ name }) => name)).toEqual([
      "idle-gpu",
      "idle-lease",
      "nights",
      "budget-90",
      "rebuild",
      "orders",
    ]);
    expect(loaded.config.prices["prod"]?.source).toBe("invented example figures");
    expect(loaded.config.owners[0]).toMatchObject({
      rows: { "speech-lab": { owner: "carla", team: null } },
    });
  });
});
