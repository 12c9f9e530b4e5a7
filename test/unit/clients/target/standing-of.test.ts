import { describe, expect, it } from "vitest";
import { standingOf } from "../../../../lib/clients/target/standing-of.ts";

describe("where a machine stands", () => {
  it.each([
    ["dev-server", "RUNNING", "running"],
    ["dev-server", "STOPPED", "stopped"],
    ["dev-server", "REINSTALLINGOS", "changing"],
    ["dev-server", "STOP_FAILED", "failed"],
    ["dev-server", "DELETED", "gone"],
    ["supernode", "RUNNING", "running"],
    ["notebook", "FROZEN", "failed"],
    ["notebook", "SNAPSHOTTING", "changing"],
    ["legacy-notebook", "READY_TO_START", "stopped"],
    ["legacy-notebook", "UNAVAILABLE", "failed"],
    // A word that no document lists is never taken for one that allows something.
    ["notebook", "HIBERNATING", "unknown"],
    ["dev-server", "", "unknown"],
    ["dev-server", "running", "unknown"],
    ["notebook", "constructor", "unknown"],
  ] as const)("%s %s is %s", (kind, status, standing) => {
    expect(standingOf(kind, status)).toBe(standing);
  });
});
