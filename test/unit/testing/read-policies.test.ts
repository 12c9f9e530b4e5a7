import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { readPolicies } from "../../../lib/testing/read-policies.ts";

/** Written so, the key of a policy is not taken for a promise's. */
const THEN = "then";

const PART = "policies:\n  idle: { on: { every: 10m }, resource: notebook, then: stop }\n";
const WHOLE = `version: 1
targets: { lab: { cloud: otc, region: eu-de, project: p, prices: prices.yaml } }
${PART}`;
const PRICES = "version: 1\ncurrency: EUR\nsource: a test\nflavors: { a: 1 }\n";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function written(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "curfew-testing-"));
  folders.push(folder);
  await writeFile(join(folder, "curfew.yaml"), WHOLE);
  await writeFile(join(folder, "prices.yaml"), PRICES);
  return join(folder, "curfew.yaml");
}

describe("where policies come from", () => {
  it("may be a path or a file URL, with the files beside it", async () => {
    const path = await written();
    for (const source of [path, pathToFileURL(path)]) {
      const { config, framed } = await readPolicies(source, {});
      expect(framed).toBe(false);
      expect(config.prices["lab"]?.currency).toBe("EUR");
      expect(config.limits.percent).toBe(20);
    }
  });

  it("may be the text of a whole config, whose files are given", async () => {
    const { config } = await readPolicies(WHOLE, { "prices.yaml": PRICES });
    expect(config.targets.map(({ name }) => name)).toEqual(["lab"]);
  });

  it.each([
    ["a part of one", PART],
    [
      "a part in flow style",
      "{ policies: { idle: { on: { every: 10m }, resource: notebook, then: stop } } }",
    ],
    ["an object", { policies: { idle: { on: { every: "10m" }, resource: "notebook", [THEN]: "stop" } } }],
  ])("may be %s, which gets a frame", async (_what, source) => {
    const { config, framed } = await readPolicies(source, {});
    expect(framed).toBe(true);
    expect(config.policies.map(({ name }) => name)).toEqual(["idle"]);
    expect(config.targets.map(({ name }) => name)).toEqual(["test"]);
    expect(config.limits).toMatchObject({ percent: 100, perRun: 10_000 });
  });

  it("keeps what is written in a part, caps one by one", async () => {
    const { config } = await readPolicies(`limits: { perRun: 3 }\nallow: [stop]\n${PART}`, {});
    expect(config.limits).toMatchObject({ percent: 100, perRun: 3 });
    expect(config.allow).toEqual(["stop"]);
  });

  it("may be a single policy, which is called policy", async () => {
    const { config } = await readPolicies("on: { every: 10m }\nresource: notebook\nthen: stop\n", {});
    expect(config.policies.map(({ name }) => name)).toEqual(["policy"]);
  });
});

describe("policies that cannot be read", () => {
  it("are told with line, rule and way out, as validate tells them", async () => {
    await expect(readPolicies(PART.replace("every", "evry"), {})).rejects.toThrow(
      /the policy:2:\d+ error: there is no key "evry".*\n.*\n2 \| {3}idle: .*\n.*\n.*did you mean "every"\?/,
    );
  });

  it("are told by their path when there is no such file", async () => {
    await expect(readPolicies("nowhere/curfew.yaml", {})).rejects.toThrow(
      /nowhere\/curfew\.yaml: cannot be read \(ENOENT\); give a path that is there/,
    );
  });

  it("are told when the text is nothing of the kind", async () => {
    await expect(readPolicies("stop everything", {})).rejects.toThrow(/the policy:1:1 error/);
  });
});
