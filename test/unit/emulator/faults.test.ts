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
    [{ fault: "html" }],
  ])("refuses %j", (faults) => {
    const cloud = drive({ fleet: FLEET });
    expect(cloud.control("POST", "faults", faults).status).toBe(400);
    expect(cloud.state().faults).toEqual([]);
  });
});
