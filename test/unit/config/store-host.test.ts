import { describe, expect, it } from "vitest";
import { hostOf, storeProblem } from "../../../lib/config/store-host.ts";

const ONCE = ["stop", "reinstall-os"] as const;

describe("a store and the host it is to run on", () => {
  it.each([
    ["sqlite:curfew.db", "node"],
    ["memory", "node"],
    ["s3://curfew-log", "node"],
    ["s3://curfew-log", "lambda"],
    ["s3://curfew-log", "functiongraph"],
    ["obs://curfew-log", "functiongraph"],
  ] as const)("%s carries every verb on %s", (store, host) => {
    expect(storeProblem({ store, allow: ONCE }, host)).toBeUndefined();
  });

  it.each(["node", "lambda"] as const)("OBS carries nothing on %s that may happen only once", (host) => {
    expect(storeProblem({ store: "obs://curfew-log", allow: ONCE }, host)).toMatchObject({
      message: `OBS has no lock, so on ${host} nobody can promise that reinstall-os happen only once`,
    });
    expect(storeProblem({ store: "obs://curfew-log", allow: ["stop", "start"] }, host)).toBeUndefined();
  });

  it.each([
    ["sqlite:curfew.db", "lambda"],
    ["memory", "functiongraph"],
  ] as const)("%s is gone after each call on %s", (store, host) => {
    expect(storeProblem({ store, allow: ["stop"] }, host)?.message).toContain("keeps nothing");
  });

  it("is FunctionGraph for OBS where nobody says, and plain Node for the others", () => {
    expect(hostOf({ store: "obs://curfew-log/prod" })).toBe("functiongraph");
    expect(["sqlite:x", "s3://curfew-log", "memory"].map((store) => hostOf({ store }))).toEqual(
      Array(3).fill("node"),
    );
  });
});
