import { describe, expect, it } from "vitest";
import { drive, testId } from "./driver.ts";

const FLEET = {
  machines: [1, 2, 3, 4].map((number) => ({
    kind: "dev-server" as const,
    id: testId(number),
    name: `vision-anna-${number}`,
    createdMinutesAgo: 1000 - number,
  })),
};
const LIST = "/v1/{p}/dev-servers";
const STOP = `${LIST}/${testId(1)}/stop`;

function withFaults(...faults: readonly Readonly<Record<string, unknown>>[]) {
  const cloud = drive({ fleet: FLEET });
  expect(cloud.control("POST", "faults", faults).status).toBe(200);
  const status = () => cloud.call("GET", `${LIST}/${testId(1)}`).at("status");
  return { ...cloud, status };
}

describe("faults before the effect", () => {
  it("throttle with 429 and Retry-After, as many times as asked", () => {
    const cloud = withFaults({
      match: { operation: "StopDevServer" },
      fault: "throttle",
      times: 2,
      retryAfterS: 7,
    });
    for (const _ of [1, 2]) {
      const answer = cloud.call("PUT", STOP);
      expect([answer.status, answer.code, answer.raw.headers["retry-after"]]).toEqual([
        429,
        "APIGW.0308",
        "7",
      ]);
    }
    expect(cloud.status()).toBe("RUNNING");
    expect(cloud.call("PUT", STOP).status).toBe(200);
  });

  it.each([
    ["error-500", 500, "ModelArts.0010"],
    ["error-503-html", 503, undefined],
    ["html", 200, undefined],
  ])("%s answers %i and leaves the machine alone", (fault, status, code) => {
    const cloud = withFaults({ match: { method: "PUT", path: "/stop$" }, fault });
    const answer = cloud.call("PUT", STOP);
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(cloud.status()).toBe("RUNNING");
    if (code === undefined) expect(answer.raw.headers["content-type"]).toBe("text/html");
  });

  it.each([
    [{ fault: "close" }, { transport: "close" }],
    [{ fault: "lost-answer-before-effect" }, { transport: "close" }],
    [
      { fault: "lost-answer-before-effect", delayMs: 50 },
      { transport: "hang", delayMs: 50 },
    ],
  ])("%j loses the request", (fault, expected) => {
    const cloud = withFaults(fault);
    expect(cloud.call("PUT", STOP).raw).toMatchObject(expected);
    expect(cloud.status()).toBe("RUNNING");
    expect(cloud.journal().at(-1)).toMatchObject({ fault: fault.fault, effects: [] });
  });
});

describe("faults after the effect", () => {
  it("lose the answer to a call that did what it was asked", () => {
    const cloud = withFaults({ fault: "lost-answer-after-effect" });
    const answer = cloud.call("PUT", STOP);
    expect(answer.raw.transport).toBe("close");
    expect(cloud.status()).toBe("STOPPING");
    expect(cloud.journal().at(-1)).toMatchObject({
      status: 200,
      fault: "lost-answer-after-effect",
      effects: [{ resource: `dev-server/${testId(1)}`, from: "RUNNING", to: "STOPPING" }],
    });
  });

  it("delay the answer", () => {
    const cloud = withFaults({ fault: "delay", delayMs: 1234 });
    const answer = cloud.call("PUT", STOP);
    expect([answer.status, answer.raw.delayMs, answer.raw.transport]).toEqual([200, 1234, undefined]);
  });

  it("shorten a page while its total stays", () => {
    const cloud = withFaults({ match: { operation: "ListDevServers" }, fault: "short-page" });
    const answer = cloud.call("GET", LIST);
    expect([answer.at("data.length"), answer.at("total")]).toEqual([2, 4]);
    expect(cloud.call("GET", LIST).at("data.length")).toBe(4);
  });

  it("change the total under somebody who pages", () => {
    const cloud = withFaults({ match: { operation: "ListDevServers" }, fault: "changed-total" });
    expect(cloud.call("GET", LIST).at("total")).toBe(5);
    expect(cloud.call("GET", LIST).at("total")).toBe(4);
  });
});

describe("faults of a creation", () => {
  const CREATE = {
    name: "train",
    flavor: "Si2.large.4",
    image_id: "c90fb553-2cdb-4b81-b56a-ef68812c6cf7",
    network: {
      security_group_id: "150a2c76-1334-45f6-b28f-419f9b1d1742",
      subnet_id: "38cf274a-98f9-4f6f-b622-5ed0e4a3db54",
      vpc_id: "05982b48-a70f-43a1-a2b0-1fe36a236172",
    },
    key_pair_name: "ops",
    count: 3,
  };
  const statuses = (cloud: ReturnType<typeof drive>) =>
    (cloud.call("GET", LIST).at("data") as { name: string; status: string }[])
      .filter(({ name }) => name.startsWith("train"))
      .map(({ status }) => status);

  it.each([
    ["quota", "ModelArts.6302"],
    ["sold-out", "ModelArts.6329"],
  ])("%s refuses with 400 %s, once, and makes nothing", (fault, code) => {
    const cloud = withFaults({ match: { operation: "CreateDevServer" }, fault });
    const answer = cloud.call("POST", LIST, { body: CREATE });
    expect([answer.status, answer.code]).toEqual([400, code]);
    expect(statuses(cloud)).toEqual([]);
    expect(cloud.journal().at(-1)).toMatchObject({ status: 400, fault, effects: [] });
    expect(cloud.call("POST", LIST, { body: CREATE }).status).toBe(200);
  });

  it("quota does not reach a path that no operation has", () => {
    expect(withFaults({ fault: "quota" }).call("POST", "/v1/{p}/nowhere").status).toBe(500);
  });

  it.each([
    [{}, ["CREATE_FAILED", "CREATE_FAILED", "CREATE_FAILED"]],
    [{ machines: 1 }, ["RUNNING", "RUNNING", "CREATE_FAILED"]],
    [{ machines: 5 }, ["CREATE_FAILED", "CREATE_FAILED", "CREATE_FAILED"]],
  ])("create-failed lets the last ones fail: %j", (more, expected) => {
    const cloud = withFaults({ match: { operation: "CreateDevServer" }, fault: "create-failed", ...more });
    expect(cloud.call("POST", LIST, { body: CREATE }).at("status")).toBe("CREATING");
    expect(statuses(cloud)).toEqual(["CREATING", "CREATING", "CREATING"]);
    cloud.pass(45);
    expect(statuses(cloud)).toEqual(expected);
  });

  it("create-failed strikes what is ordered and not yet there", () => {
    const cloud = withFaults({ fault: "create-failed", machines: 2 });
    cloud.control("POST", "quirks", { prepaidOrderFirst: true });
    cloud.call("POST", LIST, { body: CREATE });
    cloud.pass(345);
    expect(statuses(cloud)).toEqual(["RUNNING", "CREATE_FAILED", "CREATE_FAILED"]);
  });

  it("create-failed does nothing to a call that makes nothing", () => {
    const cloud = withFaults({ fault: "create-failed" });
    cloud.call("PUT", STOP);
    cloud.pass(40);
    expect(cloud.status()).toBe("STOPPED");
  });
});

describe("the list of faults", () => {
  it("strikes in order, skips what does not match, and can be cleared", () => {
    const cloud = withFaults(
      { match: { operation: "ShowDevServer" }, fault: "error-500" },
      { fault: "throttle" },
    );
    expect(cloud.call("PUT", STOP).status).toBe(429);
    expect(cloud.control("GET", "faults").at("length")).toBe(1);
    expect(cloud.control("DELETE", "faults").status).toBe(200);
    expect(cloud.status()).toBe("RUNNING");
  });

  it.each([
    [[{ fault: "earthquake" }]],
    [[{ fault: "html", match: { operation: "NoSuchThing" } }]],
    [[{ fault: "html", match: { path: "(" } }]],
    [[{ fault: "create-failed", machines: 0 }]],
    [{ fault: "html" }],
  ])("refuses %j", (faults) => {
    const cloud = drive({ fleet: FLEET });
    expect(cloud.control("POST", "faults", faults).status).toBe(400);
    expect(cloud.state().faults).toEqual([]);
  });
});
