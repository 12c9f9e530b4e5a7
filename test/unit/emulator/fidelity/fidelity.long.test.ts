import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../../../../lib/domain/modelarts/operations.ts";
import { FIDELITY, NOT_EMULATED } from "../../../../lib/emulator/fidelity/fidelity.ts";
import { HANDLERS } from "../../../../lib/emulator/handlers.ts";

describe("the page about the emulator", () => {
  it("is made of the present tables", () => {
    expect(() =>
      execFileSync(process.execPath, ["scripts/emulator-doc.js", "--check"], { stdio: "pipe" }),
    ).not.toThrow();
  });

  it("speaks of every operation, which all have a handler, and of none as missing that is there", () => {
    const names = Object.keys(OPERATIONS).sort();
    expect(Object.keys(FIDELITY).sort()).toEqual(names);
    expect(Object.keys(HANDLERS).sort()).toEqual(names);
    for (const groups of Object.values(FIDELITY)) expect(groups.length).toBeGreaterThan(0);
    const missing = NOT_EMULATED.flatMap(({ calls }) => calls);
    expect(missing.filter((name) => names.includes(name))).toEqual([]);
  });
});
