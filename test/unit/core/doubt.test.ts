import { describe, expect, it } from "vitest";
import { createDoubtCheck } from "../../../lib/core/doubt.ts";
import type { Verdict } from "../../../lib/domain/verdict.ts";
import { facts, inventory, notebook, server } from "../../fixtures/resources.ts";
import { verdict } from "./verdicts.ts";

const servers = [server(), server({ id: "ds-2" }), server({ id: "ds-3" })];
const doubtful = facts({
  inventories: [inventory(servers, { doubt: "the same machine came twice" }), inventory([notebook()])],
});

function reasons(...verdicts: readonly Verdict[]): readonly string[] {
  const check = createDoubtCheck(doubtful);
  return verdicts.map((entry) => check(entry)?.reason ?? "act");
}

describe("createDoubtCheck", () => {
  it("lets one convergent step of a doubtful list through", () => {
    expect(reasons(...servers.map((machine) => verdict(machine)))).toEqual([
      "act",
      "doubtful-inventory",
      "doubtful-inventory",
    ]);
  });

  it("refuses every once-only step of it", () => {
    const [first] = servers;
    if (!first) throw new Error("no server");
    expect(reasons(verdict(first, { verb: "reboot" }), verdict(first))).toEqual([
      "doubtful-inventory",
      "act",
    ]);
  });

  it("has nothing to say about a list beyond doubt", () => {
    expect(reasons(verdict(notebook()), verdict(notebook({ id: "nb-2" })))).toEqual(["act", "act"]);
  });

  it("says what the doubt is", () => {
    const check = createDoubtCheck(doubtful);
    expect(check(verdict(server(), { verb: "delete" }))?.text).toBe(
      "the list of prod/dev-server is in doubt: the same machine came twice",
    );
  });
});
