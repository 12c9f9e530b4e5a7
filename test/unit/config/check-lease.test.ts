import { describe, expect, it } from "vitest";
import { load, TARGETS, told } from "./load.ts";
import { BOTH, FILES, OTC, policy } from "./policy-texts.ts";

/** What is said of the only policy, without its place. */
async function findings(keys: string, head = TARGETS): Promise<readonly string[]> {
  const loaded = await load(policy(`resource: notebook, ${keys}`, head), { files: FILES });
  const all = [...(loaded.ok ? [] : loaded.errors), ...loaded.warnings];
  return all.map((finding) => `${finding.severity}: ${told(finding).replace(/^\S+ /, "")}`);
}

const CLOCK = "on: { every: 1h }";

describe("a notebook lease without a type", () => {
  const UNTYPED = "then: { lease: { hours: 2 } }";

  it("is never set by a policy where only a timed one can be had", async () => {
    const warning =
      "warning: a policy sets no notebook lease in lab: only a timed one can be had there, which stops whatever runs | write type: timing to have it";
    expect(await findings(`${CLOCK}, ${UNTYPED}`, OTC)).toEqual([warning]);
    expect(await findings(`${CLOCK}, ${UNTYPED}`, BOTH)).toEqual([warning]);
  });

  it("is the cloud's own kind where it has one, and whatever there is where a person asks", async () => {
    expect(await findings(`${CLOCK}, ${UNTYPED}`)).toEqual([]);
    expect(await findings(`on: { request: lease }, ${UNTYPED}`, OTC)).toEqual([]);
  });
});

describe("a timed notebook lease", () => {
  it("has a day at least, since it stops whatever runs", async () => {
    expect(await findings(`${CLOCK}, then: { lease: { hours: 23, type: timing } }`)).toEqual([
      "error: a timed lease of 23 hours would stop whoever works longer, so no policy sets it | write 24 hours or more, or add idle",
    ]);
    expect(await findings(`${CLOCK}, then: { lease: { hours: 24, type: timing } }`)).toEqual([]);
  });

  it("may be shorter on what is proven idle, and where a person asks for it", async () => {
    expect(await findings(`${CLOCK}, idle: 1h, then: { lease: { hours: 2, type: timing } }`)).toEqual([]);
    expect(await findings("on: { request: lease }, then: { lease: { hours: 2, type: timing } }")).toEqual([]);
  });
});
