import { describe, expect, it } from "vitest";
import type { FleetInput } from "../../../lib/emulator/fleet.ts";
import { drive, KEY, PROJECT, START, signedRequest, testId } from "./driver.ts";

const OTC = "9999aaaa8888bbbb7777cccc6666dddd";
const FLEET: FleetInput = {
  projects: { [PROJECT]: { cloud: "huaweicloud" }, [OTC]: { cloud: "otc" } },
  machines: [{ kind: "dev-server", id: testId(1), name: "vision-anna-one" }],
};
const LIST = "/v1/{p}/dev-servers";

describe("the gateway", () => {
  it("lets a request through that is signed with a known key", () => {
    const answer = drive({ fleet: FLEET }).call("GET", LIST);
    expect([answer.status, answer.at("total")]).toEqual([200, 1]);
    expect(answer.raw.headers["x-request-id"]).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    ["with a wrong secret", { ...KEY, secretKey: "EXAMPLEOTHERSECRET" }],
    ["with an unknown key", { ...KEY, accessKey: "EXAMPLEUNKNOWN" }],
  ])("refuses a request signed %s", (_, key) => {
    const answer = drive({ fleet: FLEET }).call("GET", LIST, { key });
    expect([answer.status, answer.code]).toEqual([401, "APIGW.0301"]);
    expect(answer.at("request_id")).toBe(answer.raw.headers["x-request-id"]);
  });

  it("refuses a request without a signature, and one whose body was changed on the way", () => {
    const cloud = drive({ fleet: FLEET });
    const good = signedRequest("PUT", `${LIST}/${testId(1)}/stop`, {}, START);
    expect(cloud.send({ ...good, headers: {} }).status).toBe(401);
    const changed = cloud.send({ ...good, body: new TextEncoder().encode("{}") });
    expect([changed.status, cloud.journal().at(-1)?.effects]).toEqual([401, []]);
    expect(changed.at("error_msg")).toContain("canonicalRequest: PUT|");
  });

  it.each([
    [-901, 401],
    [-899, 200],
    [899, 200],
    [901, 401],
  ])("takes a signature that is %i s off with %i", (seconds, status) => {
    const answer = drive({ fleet: FLEET }).call("GET", LIST, { signedAt: START + seconds * 1000 });
    expect(answer.status).toBe(status);
  });

  it("judges by its own clock, which can be set wrong, and tells it in Date", () => {
    const cloud = drive({ fleet: FLEET });
    cloud.control("POST", "clock", { skewMs: 20 * 60_000 });
    const answer = cloud.call("GET", LIST);
    expect([answer.status, answer.code]).toEqual([401, "APIGW.0301"]);
    expect(Date.parse(answer.raw.headers["date"] ?? "")).toBe(START + 20 * 60_000);
  });

  it("takes signatures by either clock once the machines' clock runs ahead", () => {
    const cloud = drive({ fleet: FLEET });
    cloud.control("POST", "clock", { advanceMs: 86_400_000 });
    expect(cloud.call("GET", LIST).status).toBe(200);
    expect(cloud.call("GET", LIST, { signedAt: START + 86_400_000 }).status).toBe(200);
    expect(cloud.call("GET", LIST, { signedAt: START + 3_600_000 }).status).toBe(401);
  });

  it.each([
    ["GET", "/v1/{p}/no-such-thing"],
    ["PATCH", LIST],
    ["GET", `${LIST}/${testId(1)}/stop`],
    ["GET", "/"],
    ["GET", "/v1/{p}/dev-servers/%E0%A4%A"],
    ["GET", `/v1/{p}/dev-servers/${testId(1)}%2Fstop`],
  ])("answers 404 APIGW.0101 to %s %s", (method, path) => {
    const request = {
      method,
      path: path.replace("{p}", PROJECT),
      query: "",
      headers: {},
      body: new Uint8Array(),
    };
    const answer = drive({ fleet: FLEET }).send(request);
    expect([answer.status, answer.code]).toEqual([404, "APIGW.0101"]);
  });

  it("has no DevServers on Open Telekom Cloud, where its own codes begin with APIG", () => {
    const answer = drive({ fleet: FLEET }).call("GET", LIST, { project: OTC });
    expect([answer.status, answer.code]).toEqual([404, "APIG.0101"]);
  });

  it("finds the tag filter under another path on Open Telekom Cloud", () => {
    const cloud = drive({ fleet: FLEET });
    const body = { action: "filter" };
    const path = (word: string) => `/v1/{p}/${word}/resource_instances/action`;
    expect(cloud.call("POST", path("servers"), { body, project: OTC }).status).toBe(200);
    expect(cloud.call("POST", path("servers"), { body }).status).toBe(404);
    expect(cloud.call("POST", path("cloudservers"), { body }).at("total_count")).toBe(1);
  });

  it("knows only the projects of its fleet, and every project when the fleet names none", () => {
    const other = { project: "5555aaaa5555" };
    const named = drive({ fleet: FLEET }).call("GET", LIST, other);
    expect([named.status, named.code]).toEqual([403, "APIGW.0310"]);
    const any = drive({ fleet: { machines: FLEET.machines } }).call("GET", LIST, other);
    expect(any.at("total")).toBe(1);
  });

  it("refuses a project header that names another project than the path", () => {
    const cloud = drive({ fleet: FLEET });
    const wrong = cloud.call("GET", LIST, { headers: { "x-project-id": OTC } });
    expect([wrong.status, wrong.code]).toEqual([403, "ModelArts.0210"]);
    expect(cloud.call("GET", LIST, { headers: { "x-project-id": PROJECT } }).status).toBe(200);
  });

  it("ignores a body on calls that take none, which the vendor's SDK sends with every GET", () => {
    expect(drive({ fleet: FLEET }).call("GET", LIST, { body: {} }).status).toBe(200);
  });
});

describe("permissions", () => {
  it("are enforced for operations that need one, per key", () => {
    const other = { accessKey: "EXAMPLEOTHERKEY", secretKey: "EXAMPLEOTHERSECRET" };
    const cloud = drive({ fleet: FLEET, credentials: [KEY, other] });
    cloud.control("POST", "permissions", { accessKey: KEY.accessKey, allowed: ["modelarts:devserver:get"] });
    const refused = cloud.call("PUT", `${LIST}/${testId(1)}/stop`);
    expect([refused.status, refused.code]).toEqual([403, "ModelArts.0108"]);
    expect(refused.at("error_msg")).toContain("modelarts:devserver:stop");
    expect(cloud.call("GET", `${LIST}/${testId(1)}`).status).toBe(200);
    // A reboot needs no permission at all, so IAM cannot keep anybody from it.
    expect(cloud.call("PUT", `${LIST}/${testId(1)}/reboot`).status).toBe(200);
    expect(cloud.call("GET", LIST, { key: other }).status).toBe(200);
    cloud.control("POST", "permissions", { accessKey: KEY.accessKey, allowed: null });
    expect(cloud.call("GET", LIST).status).toBe(200);
  });

  it("that are missing are told in the words of each neighbour", () => {
    const cloud = drive({ fleet: FLEET });
    cloud.control("POST", "permissions", { accessKey: KEY.accessKey, allowed: [] });
    const ces = cloud.call("GET", "/V1.0/{p}/metrics");
    expect([ces.status, ces.json]).toEqual([
      403,
      {
        http_code: "403",
        message: { code: "403", details: "Policy doesn't allow [ces:metrics:list] to be performed" },
      },
    ]);
    expect(
      cloud.call("POST", "/V1.0/{p}/batch-query-metric-data", { body: {} }).at("message.details"),
    ).toContain("ces:metricData:list");
    const aom = cloud.call("GET", "/v1/{p}/aom/api/v1/query_range");
    expect([aom.status, aom.json]).toEqual([
      403,
      {
        status: "error",
        errorType: "forbidden",
        error: "Policy doesn't allow [aom:metric:get] to be performed",
      },
    ]);
    const tags = cloud.call("POST", "/v1/{p}/cloudservers/resource_instances/action");
    expect([tags.status, tags.code]).toEqual([403, "Ecs.0003"]);
    expect(tags.at("error.message")).toContain("ecs:cloudServers:list");
  });

  it("are not guessed for a call that has another address on a cloud, and so another action", () => {
    const cloud = drive({ fleet: FLEET });
    cloud.control("POST", "permissions", { accessKey: KEY.accessKey, allowed: [] });
    const tags = cloud.call("POST", "/v1/{p}/servers/resource_instances/action", { project: OTC });
    expect([tags.status, tags.code]).toEqual([400, "Ecs.0005"]);
  });
});

describe("validation", () => {
  it("answers 400 in the words of the documents and changes nothing", () => {
    const cloud = drive({ fleet: FLEET });
    const answer = cloud.call("POST", `${LIST}/action`, { body: { type: "EXPLODE", servers: [] } });
    expect([answer.status, answer.code]).toEqual([400, "ModelArts.0104"]);
    expect(answer.at("error_msg")).toContain("type");
  });

  it("answers 400 to a body that is no JSON, to a missing one, and to an id that is none", () => {
    const cloud = drive({ fleet: FLEET });
    const good = signedRequest("POST", `${LIST}/action`, {}, START);
    expect(cloud.send(good).code).toBe("ModelArts.0104");
    const text = new TextEncoder().encode("{");
    const signed = signedRequest(
      "POST",
      `${LIST}/action`,
      { headers: { "x-sdk-content-sha256": "UNSIGNED-PAYLOAD" } },
      START,
    );
    expect(cloud.send({ ...signed, body: text }).code).toBe("ModelArts.0101");
    expect(cloud.call("GET", `${LIST}/not-an-id`).code).toBe("ModelArts.0104");
    expect(cloud.call("PUT", `${LIST}/${testId(1)}/start`).code).toBe("ModelArts.0104");
  });

  it.each([
    ["obs", { path: "/bucket/directory" }, "ModelArts.6318"],
    ["obs", { path: "/bucket/" }, "ModelArts.6358"],
    ["obs", {}, "ModelArts.6317"],
  ])("gives old notebooks their own code for storage %s %j", (type, location, code) => {
    const body = {
      name: "one",
      profile_id: "Python3",
      flavor: "modelarts.vm.cpu.2u",
      spec: { storage: { type, location } },
    };
    const answer = drive({ fleet: FLEET }).call("POST", "/v1/{p}/demanager/instances", { body });
    expect([answer.status, answer.code]).toEqual([400, code]);
    expect(answer.at("error_message")).toBeTypeOf("string");
  });

  it("speaks in the shapes of the neighbours: Cloud Eye, AOM and ECS", () => {
    const cloud = drive({ fleet: FLEET });
    const ces = cloud.call("POST", "/V1.0/{p}/batch-query-metric-data", { body: {} });
    expect(ces.json).toMatchObject({ http_code: "400", message: { code: "ces.0014" } });
    const aom = cloud.call("GET", "/v1/{p}/aom/api/v1/query_range", { query: { query: "up" } });
    expect(aom.json).toMatchObject({ error_code: "AOM.04008001", error_type: "BAD_REQUEST" });
    const ecs = cloud.call("POST", "/v1/{p}/cloudservers/resource_instances/action", { body: {} });
    expect(ecs.json).toMatchObject({ error: { code: "Ecs.0005" } });
  });
});
