import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runSchema } from "../../../../lib/cli/commands/schema.ts";
import { fakeTerminal } from "../fake-terminal.ts";

describe("curfew schema", () => {
  it("prints the JSON Schema and nothing else, as it stands in the file for editors", async () => {
    const terminal = fakeTerminal();
    expect(await runSchema({ args: [], options: {}, terminal })).toBe(0);
    const schema = terminal.json() as { properties: Record<string, unknown> };
    expect(Object.keys(schema.properties)).toContain("policies");
    expect(terminal.errLines).toEqual([]);
    const file = readFileSync(new URL("../../../../curfew.schema.json", import.meta.url), "utf8");
    expect(`${terminal.text()}\n`).toBe(file);
  });
});
