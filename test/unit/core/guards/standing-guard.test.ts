import { describe, expect, it } from "vitest";
import { standingGuard } from "../../../../lib/core/guards/standing-guard.ts";
import { PHASES_OF_MACHINE, type Standing } from "../../../../lib/domain/resource.ts";
import type { VerbName } from "../../../../lib/domain/verbs.ts";
import { server } from "../../../fixtures/resources.ts";
import { candidate } from "./candidate.ts";

function reason(verb: VerbName, standing: Standing): string {
  const resource = server({ standing, status: standing.toUpperCase() });
  const policy = { resources: ["notebook" as const, "dev-server" as const] };
  return standingGuard(candidate({ resource, verb, policy }))?.reason ?? "act";
}

describe("standingGuard", () => {
  // In the order running, stopped, changing, failed, gone, unknown.
  it.each<[VerbName, readonly string[]]>([
    ["stop", ["act", "already-so", "changing", "act", "wrong-state", "unknown-state"]],
    ["start", ["already-so", "act", "changing", "act", "wrong-state", "unknown-state"]],
    ["lease", ["act", "wrong-state", "changing", "wrong-state", "wrong-state", "unknown-state"]],
    ["reboot", ["act", "wrong-state", "changing", "wrong-state", "wrong-state", "unknown-state"]],
    ["reinstall-os", ["act", "act", "changing", "wrong-state", "wrong-state", "unknown-state"]],
    ["change-os", ["act", "act", "changing", "wrong-state", "wrong-state", "unknown-state"]],
    ["delete", ["act", "act", "changing", "act", "already-so", "unknown-state"]],
  ])("%s", (verb, expected) => {
    expect(PHASES_OF_MACHINE.map((standing) => reason(verb, standing))).toEqual(expected);
  });

  it.each([
    ["START_FAILED", "wrong-state"],
    ["CREATE_FAILED", "wrong-state"],
    ["STOP_FAILED", "act"],
    ["ERROR", "act"],
  ])("stops no machine that never came up: %s", (status, expected) => {
    const of = (verb: VerbName) =>
      standingGuard(candidate({ resource: server({ standing: "failed", status }), verb }))?.reason ?? "act";
    expect([of("stop"), of("start"), of("delete")]).toEqual([expected, "act", "act"]);
  });
});
