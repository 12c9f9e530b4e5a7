import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { configJsonSchema, schemaKeys } from "../../../lib/config/config-json-schema.ts";
import { schemaEntries } from "./schema-entries.ts";

const schema = configJsonSchema();

describe("the JSON Schema", () => {
  it("explains every key and shows an example of each", () => {
    const entries = schemaEntries(schema);
    expect(entries.length).toBeGreaterThan(50);
    for (const { path, part } of entries) {
      expect(part["description"], `description of ${path}`).toMatch(/\.$/);
      expect(part["examples"], `examples of ${path}`).toBeInstanceOf(Array);
    }
  });

  it("is what stands in the file that editors read", () => {
    const file = readFileSync(new URL("../../../curfew.schema.json", import.meta.url), "utf8");
    expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(schema)));
    expect(file.length).toBeLessThan(60_000);
  });

  it("refuses keys it does not know, at every level", () => {
    const objects = JSON.stringify(schema).match(/"properties":/g) ?? [];
    const closed = JSON.stringify(schema).match(/"additionalProperties":false/g) ?? [];
    expect(closed).toHaveLength(objects.length);
  });

  it("has at most ten keys at the top", () => {
    expect(schemaKeys()([]).length).toBeLessThanOrEqual(10);
  });
});

describe("schemaKeys", () => {
  const keys = schemaKeys();

  it("knows the keys of every block", () => {
    expect(keys(["targets", "anything"])).toContain("region");
    expect(keys(["policies", "p", "on"])).toContain("every");
    expect(keys(["policies", "p", "idle"])).toEqual([
      "for",
      "cpu",
      "gpu",
      "npu",
      "network",
      "grace",
      "jupyter",
    ]);
    expect(keys(["policies", "p", "then", "lease"])).toEqual(["type", "hours"]);
    expect(keys(["owners", 0])).toEqual(["field", "name", "csv"]);
  });

  it("knows none where names are free or nothing can stand", () => {
    expect(keys(["targets"])).toEqual([]);
    expect(keys(["store", "x"])).toEqual([]);
  });
});
