import { describe, expect, it } from "vitest";
import { COMPILED_VERSION, readCompiledConfig } from "../../../lib/compose/compiled-config.ts";
import { config } from "../../fixtures/policies.ts";

describe("the configuration beside a function's code", () => {
  it("is read back as it was checked", () => {
    expect(readCompiledConfig({ compiled: COMPILED_VERSION, config: config() })).toEqual(config());
  });

  it.each([undefined, null, "x", {}, { config: {} }, { compiled: COMPILED_VERSION + 1, config: config() }])(
    "is refused when another version wrote it, with the way out (%#)",
    (value) => {
      expect(() => readCompiledConfig(value)).toThrow(/curfew\.config\.json: .*curfew package/);
    },
  );
});
