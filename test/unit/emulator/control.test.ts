import { describe, expect, it } from "vitest";
import { drive, START, testId } from "./driver.ts";

const FLEET = { machines: [{ kind: "dev-server" as const, id: testId(1), name: "vision-anna-one" }] };
const SHOW = `/v1/{p}/dev-servers/${testId(1)}`;

describe("the control API", () => {
  it("loads a fleet, given or generated, in place of what was there", () => {
    const cloud = drive({ fleet: FLEET });
    expect(cloud.control("POST", "fleet", { machines: [] }).json).toEqual({ machines: 0 });
    expect(cloud.call("GET", SHOW).code).toBe("ModelArts.6404");
    expect(cloud.control("POST", "fleet", { generate: { size: 20, seed: 5 } }).json).toEqual({
      machines: 20,
    });
    expect(cloud.control("POST", "fleet", { generate: { size: -1 } }).status).toBe(400);
  });

  it("moves the clock forwards and to a moment", () => {
    const cloud = drive({ fleet: FLEET });
    cloud.call("PUT", `${SHOW}/stop`);
    expect(cloud.control("POST", "clock", { advanceMs: 39_999 }).at("now")).toBe(START + 39_999);
    expect(cloud.call("GET", SHOW).at("status")).toBe("STOPPING");
    cloud.control("POST", "clock", { advanceMs: 1 });
    expect(cloud.call("GET", SHOW).at("status")).toBe("STOPPED");
    expect(cloud.control("POST", "clock", { at: START + 86_400_000 }).at("now")).toBe(START + 86_400_000);
    cloud.call("PUT", `${SHOW}/start`, { body: {} });
    expect(cloud.journal().at(-1)?.at).toBe(START + 86_400_000);
  });

  it("changes a machine behind the cloud's back", () => {
    const cloud = drive({ fleet: FLEET });
    cloud.control("POST", `machines/${testId(1)}`, { status: "ERROR", truth: { pattern: "busy" } });
    expect(cloud.call("GET", SHOW).at("status")).toBe("ERROR");
    expect(cloud.control("GET", "truth").at("0")).toMatchObject({ pattern: "busy", on: false, works: false });
    cloud.control("POST", `machines/${testId(1)}`, { status: "RUNNING" });
    expect(cloud.control("GET", "truth").at("0")).toMatchObject({ on: true, works: true });
    expect(cloud.control("GET", `truth?at=${START - 1000}`).at("0")).toMatchObject({ on: true });
    expect(cloud.control("POST", "machines/none", {}).status).toBe(404);
    expect(cloud.control("POST", `machines/${testId(1)}`, { colour: "red" }).status).toBe(400);
  });

  it("can call a deletion off", () => {
    const cloud = drive({ fleet: FLEET });
    cloud.call("DELETE", SHOW);
    cloud.control("POST", `machines/${testId(1)}`, { status: "DELETE_FAILED" });
    cloud.pass(600);
    expect(cloud.call("GET", SHOW).at("status")).toBe("DELETE_FAILED");
  });

  it("shows what is true, by status and transition", () => {
    const cloud = drive({ fleet: FLEET });
    cloud.call("PUT", `${SHOW}/reboot`);
    expect(cloud.control("GET", "state").at("resources.0")).toMatchObject({
      kind: "dev-server",
      status: "REBOOTING",
      transition: { to: "RUNNING", at: START + 60_000 },
    });
  });

  it("never shows a secret key", () => {
    const cloud = drive({ fleet: FLEET });
    for (const path of ["state", "truth", "journal", "calls", "faults"]) {
      expect(new TextDecoder().decode(cloud.control("GET", path).raw.body)).not.toContain("EXAMPLESECRET");
    }
  });

  it("switches quirks on and off", () => {
    const cloud = drive({ fleet: FLEET });
    expect(cloud.control("POST", "quirks", { reinstallStatus: false }).json).toMatchObject({
      reinstallStatus: false,
      batchAnswersList: true,
    });
  });

  it("is neither signed nor counted nor written into the journal", () => {
    const cloud = drive({ fleet: FLEET });
    cloud.control("POST", "clock", { advanceMs: 1 });
    expect([cloud.journal(), cloud.control("GET", "calls").json]).toEqual([[], {}]);
  });

  it.each([
    ["GET", "nowhere", undefined, 404],
    ["DELETE", "fleet", undefined, 404],
    ["POST", "clock", { advanceMs: -1 }, 400],
    ["POST", "clock", {}, 400],
    ["POST", "permissions", { accessKey: "a" }, 400],
    ["POST", "fleet", undefined, 400],
  ])("answers %s %s with %j by %i", (method, path, body, status) => {
    expect(drive().control(method, path, body).status).toBe(status);
  });
});
