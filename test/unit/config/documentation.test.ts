import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { configJsonSchema } from "../../../lib/config/config-json-schema.ts";
import { WHERE_ATTRIBUTES } from "../../../lib/core/attribute-table.ts";
import { PriceBook } from "../../../lib/domain/prices.ts";
import { schemaEntries } from "./schema-entries.ts";

const text = readFileSync(new URL("../../../docs/configuration.md", import.meta.url), "utf8");

describe("docs/configuration.md", () => {
  const keys = [...new Set(schemaEntries(configJsonSchema()).map(({ key }) => key))];

  it.each(keys)("mentions the key %s", (key) => {
    // As a name of its own, or at the start of an example: `every: 10m`.
    expect(text).toMatch(new RegExp(`\`${key}(\`|:)`));
  });

  const attributes = WHERE_ATTRIBUTES.flatMap(({ name, type }) =>
    typeof type === "string" ? [name] : Object.keys(type).map((field) => `${name}.${field}`),
  );

  it.each(attributes)("has the attribute %s in its table", (attribute) => {
    const rows = text.split("\n").filter((line) => line.startsWith("| `"));
    expect(rows.some((row) => row.split(" | ")[0]?.includes(`\`${attribute}\``))).toBe(true);
  });

  it.each(Object.keys(PriceBook.shape))("explains %s of a price file", (key) => {
    const section = text.slice(text.indexOf("## Files beside the config"));
    expect(section).toContain(`| \`${key}\` |`);
  });
});
