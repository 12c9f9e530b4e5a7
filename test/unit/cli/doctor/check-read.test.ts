import { describe, expect, it } from "vitest";
import { checkRead } from "../../../../lib/cli/doctor/check-read.ts";
import type { Target } from "../../../../lib/domain/target.ts";
import type { WireRequest, WireResponse } from "../../../../lib/ports/http-transport.ts";
import { FAKE_CREDENTIALS } from "../../../fixtures/fake-credentials.ts";
import { jsonAnswer } from "../../../fixtures/spy-transport.ts";
import { NOON_MS } from "../fake-terminal.ts";

const TARGET: Target = {
  name: "prod",
  cloud: "huaweicloud",
  region: "cn-north-4",
  project: "project-1",
  credentials: "env:X",
  endpoint: null,
  prices: null,
};

async function read(answer: WireResponse, target: Target = TARGET) {
  const sent: WireRequest[] = [];
  const finding = await checkRead({
    subject: "target prod, read",
    target,
    endpoint: undefined,
    projectId: "project-1",
    credentials: () => FAKE_CREDENTIALS,
    transport: async (request) => {
      sent.push(request);
      return answer;
    },
    now: () => NOON_MS,
  });
  return { finding, sent };
}

const failure = (status: number, code: string) => jsonAnswer(status, { error_code: code, error_msg: "no" });

describe("checkRead", () => {
  it.each([
    [TARGET, "https://modelarts.cn-north-4.myhuaweicloud.com/v1/project-1/notebooks?limit=10"],
    [
      { ...TARGET, cloud: "otc", region: "eu-de" } as Target,
      "https://modelarts.eu-de.otc.t-systems.com/v1/project-1/notebooks?limit=10",
    ],
  ])("makes one signed read with a page that the cloud accepts", async (target, url) => {
    const { finding, sent } = await read(jsonAnswer(200, { data: [], total: 0 }), target);
    expect(finding).toMatchObject({ level: "ok", text: expect.stringContaining("0 notebooks") });
    expect(sent).toMatchObject([{ method: "GET", url, timeoutMs: 5_000 }]);
    expect(sent[0]?.headers["Authorization"]).toContain("SDK-HMAC-SHA256");
  });

  it.each([
    [401, "APIGW.0301", /does not accept these credentials/, /access key, secret key/],
    [403, "ModelArts.0108", /may not list notebooks/, /modelarts:notebook:list/],
    [403, "APIGW.0310", /the project is not one of these credentials/, /My Credentials/],
    [403, "APIG.0310", /the project is not one of these credentials/, /My Credentials/],
    [403, "ModelArts.0210", /the project is not one of these credentials/, /My Credentials/],
    [404, "ModelArts.6650", /the project is not one of these credentials/, /My Credentials/],
    [404, "APIGW.0101", /does not know this API/, /cloud, region and endpoint/],
    [429, "APIGW.0308", /fewer calls/, /wait a minute/],
    [503, "ModelArts.4302", /a signed read failed/, /the answer says why/],
  ])("says plainly what %i %s means", async (status, code, text, wayOut) => {
    const { finding, sent } = await read(failure(status, code));
    expect(finding.level).toBe("problem");
    expect(finding.text).toMatch(text);
    expect(finding.wayOut).toMatch(wayOut);
    expect(sent).toHaveLength(1);
  });

  it("never shows a credential", async () => {
    const { finding } = await read(failure(401, "APIGW.0301"));
    expect(JSON.stringify(finding)).not.toContain(FAKE_CREDENTIALS.secretKey);
    expect(JSON.stringify(finding)).not.toContain(FAKE_CREDENTIALS.accessKey);
  });

  it("takes a project that cannot stand in a path as a problem, not as a crash", async () => {
    const finding = await checkRead({
      subject: "s",
      target: TARGET,
      endpoint: undefined,
      projectId: "a/b",
      credentials: () => FAKE_CREDENTIALS,
      transport: () => Promise.reject(new Error("was sent")),
      now: () => NOON_MS,
    });
    expect(finding).toMatchObject({ level: "problem", text: expect.not.stringContaining("was sent") });
  });
});
