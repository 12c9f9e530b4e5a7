import { describe, expect, it } from "vitest";
import type { FleetInput } from "../../../lib/emulator/fleet.ts";
import { drive, testId } from "./driver.ts";

const SERVER = "pi2.2xlarge.4";
const NOTEBOOK = "modelarts.vm.cpu.2u";
const off = { status: "STOPPED", stoppedMinutesAgo: 10 } as const;

/** One stopped machine of every kind. */
const FLEET: FleetInput = {
  machines: [
    { kind: "dev-server", id: testId(1), name: "server", flavor: SERVER, ...off },
    { kind: "notebook", id: testId(2), name: "notebook", flavor: NOTEBOOK, ...off },
    { kind: "supernode", id: testId(3), name: "node", flavor: SERVER, ...off },
    { kind: "legacy-notebook", id: `DE-${testId(4)}`, name: "old", flavor: NOTEBOOK, ...off },
    { kind: "dev-server", id: testId(5), name: "other", flavor: "Si2.large.4", ...off },
  ],
};

function soldOut(...flavors: readonly string[]) {
  const cloud = drive({ fleet: FLEET });
  expect(cloud.control("POST", "flavors", { soldOut: flavors }).json).toEqual({ soldOut: flavors });
  return cloud;
}

const statuses = (cloud: ReturnType<typeof drive>) => {
  const { resources } = cloud.control("GET", "state").json as {
    resources: { name: string; status: string }[];
  };
  return Object.fromEntries(resources.map(({ name, status }) => [name, status]));
};

describe("a flavor that is sold out", () => {
  it("is told so in the lists, and the others are not", () => {
    const cloud = soldOut(SERVER, NOTEBOOK);
    const servers = cloud.call("GET", "/v1/{p}/dev-servers/flavors").at("data") as Record<string, unknown>[];
    expect(servers.filter((line) => line["is_sold_out"]).map(({ flavor }) => flavor)).toEqual([SERVER]);
    const notebooks = cloud.call("GET", "/v1/{p}/notebooks/flavors").at("data") as Record<string, unknown>[];
    expect(notebooks.filter((line) => line["sold_out"]).map(({ id }) => id)).toEqual([NOTEBOOK]);
    expect(cloud.control("GET", "flavors").json).toEqual({ soldOut: [SERVER, NOTEBOOK] });
  });

  it("cannot be created", () => {
    const cloud = soldOut(NOTEBOOK);
    const body = {
      name: "new",
      flavor: NOTEBOOK,
      image_id: testId(9),
      volume: { category: "EVS", ownership: "MANAGED", capacity: 5 },
    };
    expect(cloud.call("POST", "/v1/{p}/notebooks", { body })).toMatchObject({
      status: 400,
      code: "ModelArts.6329",
    });
    expect(Object.keys(statuses(cloud))).not.toContain("new");
    cloud.control("POST", "flavors", { soldOut: [] });
    expect(cloud.call("POST", "/v1/{p}/notebooks", { body }).status).toBe(200);
  });

  it("lets a start fail on its way, whatever the kind and the call", () => {
    const cloud = soldOut(SERVER, NOTEBOOK);
    const started = [
      cloud.call("POST", "/v1/{p}/dev-servers/action", {
        body: { type: "START", servers: [{ id: testId(1) }, { id: testId(5) }] },
      }),
      cloud.call("POST", `/v1/{p}/notebooks/${testId(2)}/start`),
      cloud.call("PUT", `/v1/{p}/dev-servers/hyperinstance/${testId(3)}/start`),
      cloud.call("POST", `/v1/{p}/demanager/instances/DE-${testId(4)}/action`, { body: { action: "start" } }),
    ];
    expect(started.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(statuses(cloud)["server"]).toBe("STARTING");
    cloud.pass(60);
    expect(statuses(cloud)).toEqual({
      ...{ server: "START_FAILED", notebook: "START_FAILED", node: "START_FAILED", old: "START_FAILED" },
      other: "RUNNING",
    });
  });

  it("starts again once there is some left", () => {
    const cloud = soldOut(SERVER);
    cloud.call("PUT", `/v1/{p}/dev-servers/${testId(1)}/start`, { body: {} });
    cloud.pass(60);
    cloud.control("POST", "flavors", { soldOut: [] });
    cloud.call("PUT", `/v1/{p}/dev-servers/${testId(1)}/start`, { body: {} });
    cloud.pass(60);
    expect(statuses(cloud)["server"]).toBe("RUNNING");
  });

  it("does not keep a machine from being stopped", () => {
    const cloud = soldOut("Si2.large.4");
    cloud.control("POST", `machines/${testId(5)}`, { status: "RUNNING" });
    cloud.call("PUT", `/v1/{p}/dev-servers/${testId(5)}/stop`);
    cloud.pass(60);
    expect(statuses(cloud)["other"]).toBe("STOPPED");
  });

  it("is named by a list of texts and nothing else", () => {
    const cloud = drive({ fleet: FLEET });
    expect(cloud.control("POST", "flavors", { soldOut: SERVER }).status).toBe(400);
    expect(cloud.control("POST", "flavors", {}).status).toBe(400);
  });
});
