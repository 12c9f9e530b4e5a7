import { describe, expect, it } from "vitest";
import { errorsOf, load, told, warningsOf } from "./load.ts";

const targets = (...lines: readonly string[]) =>
  `version: 1\ntargets:\n${lines.map((line) => `  ${line}\n`).join("")}`;

describe("regions", () => {
  it.each([
    ["huaweicloud", "cn-nroth-4", 'did you mean "cn-north-4"?'],
    ["otc", "eu-nl", 'did you mean "eu-de"?'],
    ["otc", "somewhere", "known are eu-de"],
  ])("of %s: %s is not known", async (cloud, region, hint) => {
    const errors = await errorsOf(targets(`a: { cloud: ${cloud}, region: ${region}, project: p }`));
    expect(errors).toHaveLength(1);
    expect(errors[0]?.path).toBe("targets.a.region");
    expect(errors[0]?.line).toBe(3);
    expect(errors[0]?.hint).toContain(hint);
  });

  it("of another cloud are not taken for this one's", async () => {
    const errors = await errorsOf(targets("a: { cloud: huaweicloud, region: eu-de, project: p }"));
    expect(errors[0]?.message).toBe('ModelArts of Huawei Cloud is not known in "eu-de"');
  });
});

describe("names of targets", () => {
  it.each(["Prod", "prod/1", "-x", "a".repeat(33)])("%s is refused", async (name) => {
    const errors = await errorsOf(targets(`${name}: { cloud: otc, region: eu-de, project: p }`));
    expect(errors.map(told)[0]).toContain("must be 1 to 32 lower-case letters, digits and hyphens");
  });
});

describe("projects", () => {
  it.each([
    ["1234e5", "put it in quotes"],
    ["00123", "put it in quotes"],
    ["my project", "the console shows it"],
    ["'env:'", "the console shows it"],
  ])("%s is refused", async (project, hint) => {
    const errors = await errorsOf(targets(`a: { cloud: otc, region: eu-de, project: ${project} }`));
    expect(errors[0]?.path).toBe("targets.a.project");
    expect(errors[0]?.hint).toContain(hint);
  });
});

describe("clouds", () => {
  it("are guessed", async () => {
    const errors = await errorsOf(targets("a: { cloud: huawei-cloud, region: cn-north-4, project: p }"));
    expect(errors.map(told)).toEqual([
      '3:15 "huawei-cloud" is none of huaweicloud, otc | did you mean "huaweicloud"?',
    ]);
  });
});

describe("endpoints", () => {
  it.each([
    "127.0.0.1:9000",
    "ftp://127.0.0.1",
    "http://127.0.0.1/path",
    "http://127.0.0.1?x=1",
    "http://user@127.0.0.1",
    "'not a url'",
  ])("%s is refused", async (endpoint) => {
    const errors = await errorsOf(
      targets(`a: { cloud: otc, region: eu-de, project: p, endpoint: ${endpoint} }`),
    );
    expect(errors.map(told)).toEqual([
      "3:57 endpoint must be an origin, without path, query or user | for example http://127.0.0.1:9000",
    ]);
  });

  it("without encryption are warned of, unless they are on this machine", async () => {
    const at = (endpoint: string) =>
      warningsOf(targets(`a: { cloud: otc, region: eu-de, project: p, endpoint: "${endpoint}" }`));
    expect((await at("http://proxy.example")).map(told)).toEqual([
      "3:57 requests travel unencrypted to another machine | use https, or http on 127.0.0.1 only",
    ]);
    expect(await at("https://proxy.example")).toEqual([]);
    expect(await at("http://localhost:9000")).toEqual([]);
    expect(await at("http://[::1]:9000")).toEqual([]);
  });
});

describe("two targets of one project", () => {
  it("are warned of", async () => {
    const warnings = await warningsOf(
      targets(
        "a: { cloud: otc, region: eu-de, project: p }",
        "b: { cloud: otc, region: eu-de, project: p }",
        "c: { cloud: otc, region: eu-de, project: q }",
      ),
    );
    expect(warnings.map(told)).toEqual([
      "4:44 the same project as target a: every machine would be looked at twice | keep one of them",
    ]);
  });
});

describe("credentials", () => {
  it.each(["agency", "profile", "profile:/etc/keys", "env:MY_KEYS"])(
    "%s is accepted",
    async (credentials) => {
      const loaded = await load(
        targets(`a: { cloud: otc, region: eu-de, project: p, credentials: ${credentials} }`),
      );
      expect(loaded.ok && loaded.config.targets[0]?.credentials).toBe(credentials);
    },
  );

  it("are looked for under the names that will be read", async () => {
    const text = targets(
      "a: { cloud: otc, region: eu-de, project: p }",
      "b: { cloud: otc, region: eu-de, project: q, credentials: env:MINE }",
    );
    expect((await warningsOf(text, { env: {} })).map(told)).toEqual([
      "3:15 OTC_SDK_AK is not set here | it must be set where Curfew runs",
      "4:60 MINE_ACCESS_KEY is not set here | it must be set where Curfew runs",
    ]);
    expect(await warningsOf(text, { env: { OS_ACCESS_KEY: "x", MINE_ACCESS_KEY: "y" } })).toEqual([]);
  });
});
