import { describe, expect, it } from "vitest";
import { runSchema } from "../../../../lib/cli/commands/schema.ts";
import { fakeTerminal } from "../fake-terminal.ts";

describe("curfew schema", () => {
  it("prints the JSON Schema and nothing else", async () => {
    const terminal = fakeTerminal();
    expect(await runSchema({ args: [], options: {}, terminal })).toBe(0);
    const schema = terminal.json() as { properties: Record<string, unknown> };
    expect(Object.keys(schema.properties)).toContain("policies");
    expect(terminal.errLines).toEqual([]);
  });
});
