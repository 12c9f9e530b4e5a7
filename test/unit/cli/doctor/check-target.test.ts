import { describe, expect, it } from "vitest";
import { checkTarget } from "../../../../lib/cli/doctor/check-target.ts";
import type { Target } from "../../../../lib/domain/target.ts";
import type { WireRequest } from "../../../../lib/ports/http-transport.ts";
import { jsonAnswer } from "../../../fixtures/spy-transport.ts";
import { NOON_MS } from "../fake-terminal.ts";

const TARGET: Target = {
  name: "prod",
  cloud: "huaweicloud",
  region: "cn-north-4",
  project: "env:HW_PROJECT",
  credentials: "env:HW",
  endpoint: null,
  prices: null,
};

const ENV = {
  HW_PROJECT: "project-1",
  HW_ACCESS_KEY: "FAKEACCESSKEY0000000",
  HW_SECRET_KEY: "fake-secret-key-that-opens-nothing",
};

async function check(over: Partial<Target> = {}, env: Readonly<Record<string, string>> = ENV) {
  const sent: WireRequest[] = [];
  const findings = await checkTarget(
    { ...TARGET, ...over },
    {
      env: (name) => env[name],
      readFile: () => Promise.reject(new Error("ENOENT")),
      transport: async (request) => {
        sent.push(request);
        return jsonAnswer(200, { data: [], total: 0 }, { date: new Date(NOON_MS).toUTCString() });
      },
      now: () => NOON_MS,
    },
  );
  const levels = Object.fromEntries(findings.map(({ subject, level }) => [subject, level]));
  return { findings, levels, sent };
}

describe("checkTarget", () => {
  it("looks at credentials, project, endpoint with clock, and one signed read", async () => {
    const { levels, sent } = await check();
    expect(levels).toEqual({
      "target prod, credentials": "ok",
      "target prod, project": "ok",
      "target prod, endpoint": "ok",
      "target prod, read": "ok",
    });
    expect(sent.map(({ method }) => method).sort()).toEqual(["GET", "HEAD"]);
  });

  it("names the variables that are not set, and still compares the clocks", async () => {
    const { findings, levels, sent } = await check({}, {});
    expect(levels).toEqual({
      "target prod, credentials": "problem",
      "target prod, project": "problem",
      "target prod, endpoint": "ok",
    });
    expect(findings[0]?.text).toContain("HW_ACCESS_KEY and HW_SECRET_KEY");
    expect(findings[1]?.text).toContain("HW_PROJECT");
    expect(sent.map(({ method }) => method)).toEqual(["HEAD"]);
  });

  it("cannot try an agency from outside a function, and only warns", async () => {
    const { levels, sent } = await check({ credentials: "agency" });
    expect(levels).toEqual({
      "target prod, credentials": "warning",
      "target prod, project": "ok",
      "target prod, endpoint": "ok",
    });
    expect(sent).toHaveLength(1);
  });

  it("tells a profile that cannot be read", async () => {
    const { findings } = await check({ credentials: "profile:/nowhere/credentials" });
    expect(findings[0]).toMatchObject({
      level: "problem",
      text: "/nowhere/credentials: the profile cannot be read",
    });
  });

  it("tells a region without an endpoint, and sends nothing", async () => {
    const { findings, sent } = await check({ region: "eu-nowhere-1" });
    expect(findings.at(-1)).toMatchObject({ subject: "target prod, endpoint", level: "problem" });
    expect(sent).toEqual([]);
  });

  it("asks the endpoint that the configuration names", async () => {
    const { sent } = await check({ endpoint: "http://127.0.0.1:9000" });
    expect(sent.map(({ url }) => new URL(url).origin)).toEqual([
      "http://127.0.0.1:9000",
      "http://127.0.0.1:9000",
    ]);
  });

  it("never shows a secret", async () => {
    expect(JSON.stringify((await check()).findings)).not.toContain(ENV.HW_SECRET_KEY);
  });
});
