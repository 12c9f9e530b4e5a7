import { describe, expect, it } from "vitest";
import type { FleetMachineInput } from "../../../lib/emulator/fleet.ts";
import { drive, KEY, testId } from "./driver.ts";

const LIST = "/v1/{p}/dev-servers";
const ID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const CREATE = {
  name: "EI-evs-1107",
  flavor: "Si2.large.4",
  image_id: "c90fb553-2cdb-4b81-b56a-ef68812c6cf7",
  network: {
    security_group_id: "150a2c76-1334-45f6-b28f-419f9b1d1742",
    subnet_id: "38cf274a-98f9-4f6f-b622-5ed0e4a3db54",
    vpc_id: "05982b48-a70f-43a1-a2b0-1fe36a236172",
  },
  admin_pass: "@DevServer1",
};
const POST_PAID = { charging_info: { charging_mode: "POST_PAID", period_num: 1, period_type: "MONTH" } };

function servers(count: number, more: Partial<FleetMachineInput> = {}): FleetMachineInput[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: "dev-server",
    id: testId(index + 1),
    name: `vision-anna-${index + 1}`,
    createdMinutesAgo: 10_000 - index,
    ...more,
  }));
}

function ids(answer: { at: (path: string) => unknown }): unknown[] {
  return (answer.at("data") as { id: string }[]).map((item) => item.id);
}

describe("creating a DevServer", () => {
  it("answers CREATING without what is not known yet, and it runs 45 seconds later", () => {
    const cloud = drive();
    const answer = cloud.call("POST", LIST, { body: CREATE });
    expect(answer.json).toMatchObject({
      status: "CREATING",
      cloud_server: { type: "ECS" },
      create_at: cloud.now(),
    });
    expect(answer.at("id")).toMatch(ID_PATTERN);
    expect([answer.at("cloud_server.id"), answer.at("endpoints"), answer.at("volumes")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    cloud.pass(45);
    const show = cloud.call("GET", `${LIST}/${answer.at("id")}`);
    expect(show.at("status")).toBe("RUNNING");
    expect(show.at("cloud_server.id")).toMatch(ID_PATTERN);
    expect(Number(show.at("update_at")) - Number(show.at("create_at"))).toBe(45_000);
  });

  it("is PRE_PAID with an order when nothing is said about billing, as in the sample", () => {
    const cloud = drive();
    expect(cloud.call("POST", LIST, { body: CREATE }).json).toMatchObject({ charging_mode: "PRE_PAID" });
    expect(cloud.call("POST", LIST, { body: CREATE }).at("order_id")).toMatch(/^[a-zA-Z0-9]{1,64}$/);
    const paid = cloud.call("POST", LIST, { body: { ...CREATE, ...POST_PAID } });
    expect([paid.at("charging_mode"), paid.at("order_id")]).toEqual(["POST_PAID", undefined]);
  });

  it("can take a yearly/monthly order first and make its servers five minutes later", () => {
    const cloud = drive({ quirks: { prepaidOrderFirst: true } });
    const answer = cloud.call("POST", LIST, { body: { ...CREATE, count: 2 } });
    expect(answer.json).toEqual({ order_id: answer.at("order_id"), charging_mode: "PRE_PAID" });
    expect(cloud.journal().at(-1)?.effects).toMatchObject([{ to: "ORDERED" }, { to: "ORDERED" }]);
    cloud.pass(299);
    expect(cloud.call("GET", LIST).at("total")).toBe(0);
    cloud.pass(1);
    const listed = cloud.call("GET", LIST);
    expect(listed.at("data")).toMatchObject(
      ["EI-evs-1107-1", "EI-evs-1107-2"].map((name) => ({
        name,
        status: "CREATING",
        order_id: answer.at("order_id"),
        create_at: cloud.now(),
      })),
    );
    cloud.pass(45);
    expect(cloud.call("GET", `${LIST}/${listed.at("data.0.id")}`).at("status")).toBe("RUNNING");
    expect(cloud.call("POST", LIST, { body: { ...CREATE, ...POST_PAID } }).at("status")).toBe("CREATING");
  });

  it("makes as many servers as count says, told apart by number", () => {
    const cloud = drive();
    cloud.call("POST", LIST, { body: { ...CREATE, count: 3 } });
    const names = (cloud.call("GET", LIST).at("data") as { name: string }[]).map((item) => item.name);
    expect(names).toEqual(["EI-evs-1107-1", "EI-evs-1107-2", "EI-evs-1107-3"]);
    expect(cloud.journal().at(-1)?.effects).toHaveLength(3);
  });

  it("makes a supernode and a server in it", () => {
    const cloud = drive();
    const { admin_pass: _, flavor: __, ...rest } = CREATE;
    const body = {
      ...rest,
      resource_flavor: "physical.kat2e.48xlarge.8",
      server_type: "HPS",
      key_pair_name: "KeyPair-1",
      hps_cluster_id: "0f3f6f1e-6f0b-4c0e-9c8e-4e0b1a2b3c4d",
    };
    const answer = cloud.call("POST", LIST, { body });
    expect(answer.json).toMatchObject({ category: "HPS", cloud_server: { type: "HPS" } });
    const list = cloud.call("GET", `${LIST}/hyperinstance`);
    expect(list.json).toMatchObject({
      total: 1,
      data: [{ status: "PROVISIONING", hps_cluster_id: body.hps_cluster_id }],
    });
    expect(list.at("data.0.servers.0.id")).toBe(answer.at("id"));
  });

  it("carries the disks and the network that were asked for", () => {
    const cloud = drive();
    const body = {
      ...CREATE,
      root_volume: { size: 200, type: "GPSSD" },
      data_volume: { size: 500, type: "SSD", count: 2 },
    };
    const id = cloud.call("POST", LIST, { body }).at("id");
    cloud.pass(45);
    const show = cloud.call("GET", `${LIST}/${id}`);
    expect(show.at("volumes")).toMatchObject([
      { type: "ROOT", size: 200, evs_type: "GPSSD" },
      { type: "DATA", size: 500, evs_type: "SSD" },
      { type: "DATA", size: 500, evs_type: "SSD" },
    ]);
    expect([show.at("vpc_id"), show.at("subnet_id")]).toEqual([
      CREATE.network.vpc_id,
      CREATE.network.subnet_id,
    ]);
  });

  it("can fail, and the failed server stays until somebody deletes it", () => {
    const cloud = drive();
    const id = cloud.call("POST", LIST, { body: CREATE }).at("id");
    cloud.control("POST", `machines/${id}`, { status: "CREATE_FAILED" });
    expect(cloud.call("GET", `${LIST}/${id}`).at("status")).toBe("CREATE_FAILED");
    expect(cloud.call("DELETE", `${LIST}/${id}`).at("status")).toBe("DELETING");
  });
});

describe("lists of DevServers", () => {
  it("page by record offset, oldest first, ten at a time", () => {
    const cloud = drive({ fleet: { machines: servers(25) } });
    const first = cloud.call("GET", LIST);
    expect(first.json).toMatchObject({ current: 0, pages: 3, size: 10, total: 25 });
    expect(ids(first)).toEqual(Array.from({ length: 10 }, (_, index) => testId(index + 1)));
    const last = cloud.call("GET", LIST, { query: { offset: 20, limit: 10 } });
    expect([last.at("current"), last.at("size"), ids(last).length]).toEqual([2, 5, 5]);
    expect(ids(cloud.call("GET", LIST, { query: { offset: 7, limit: 1 } }))).toEqual([testId(8)]);
    expect(cloud.call("GET", LIST, { query: { offset: 99 } }).json).toMatchObject({ data: [], total: 25 });
    expect(cloud.call("GET", LIST, { query: { limit: 0 } }).json).toMatchObject({ data: [], total: 25 });
  });

  it("sort backwards and by the last change", () => {
    const cloud = drive({ fleet: { machines: servers(3) } });
    expect(ids(cloud.call("GET", LIST, { query: { sort_dir: "DESC" } }))).toEqual([3, 2, 1].map(testId));
    cloud.call("PUT", `${LIST}/${testId(1)}`, { body: { name: "renamed" } });
    const byUpdate = { sort_key: "updateTime", sort_dir: "DESC", limit: 1 };
    expect(ids(cloud.call("GET", LIST, { query: byUpdate }))).toEqual([testId(1)]);
    cloud.pass(60);
    cloud.call("PUT", `${LIST}/${testId(2)}/reboot`);
    expect(ids(cloud.call("GET", LIST, { query: byUpdate }))).toEqual([testId(2)]);
  });

  it("end at 1,000 on /all, whatever is asked, while the total tells the truth", () => {
    const cloud = drive({ fleet: { machines: servers(1200) } });
    const all = cloud.call("GET", `${LIST}/all`, { query: { limit: 5, offset: 100 } });
    expect([ids(all).length, all.at("total"), ids(all)[0]]).toEqual([1000, 1200, testId(1)]);
  });

  it("show the caller's own, while /all and keys without a user show everybody's", () => {
    const mine = { ...KEY, userId: "u-1" };
    const machines = servers(4).map((server, index) => ({
      ...server,
      user: { id: index < 1 ? "u-1" : "u-2", name: "somebody" },
    }));
    const cloud = drive({ fleet: { machines }, credentials: [mine] });
    expect(ids(cloud.call("GET", LIST))).toEqual([testId(1)]);
    expect(cloud.call("PUT", `${LIST}/sync`).at("total")).toBe(1);
    expect(cloud.call("GET", `${LIST}/all`).at("total")).toBe(4);
    const admin = drive({ fleet: { machines } });
    expect(admin.call("GET", LIST).at("total")).toBe(4);
    expect(admin.call("GET", LIST, { query: { owner: "u-2" } }).at("total")).toBe(3);
  });

  it("refuse a limit beyond 1,024", () => {
    expect(drive().call("GET", LIST, { query: { limit: 1025 } }).code).toBe("ModelArts.0104");
  });
});

describe("the batch action", () => {
  const body = (type: string, ...numbers: number[]) => ({
    type,
    servers: numbers.map((number) => ({ id: testId(number) })),
  });

  it("answers the caller's list and not what it was given, and leaves out who could not", () => {
    const machines = servers(12);
    const cloud = drive({
      fleet: {
        machines: machines.with(11, { ...servers(12)[11], kind: "dev-server", name: "x", status: "STOPPED" }),
      },
    });
    const answer = cloud.call("POST", `${LIST}/action`, { body: body("STOP", 11, 12, 99) });
    expect([answer.status, answer.at("total"), answer.at("size")]).toEqual([200, 12, 10]);
    expect(ids(answer)).toEqual(Array.from({ length: 10 }, (_, index) => testId(index + 1)));
    expect(cloud.call("GET", `${LIST}/${testId(11)}`).at("status")).toBe("STOPPING");
    expect(cloud.call("GET", `${LIST}/${testId(12)}`).at("status")).toBe("STOPPED");
  });

  it("answers the servers it was given when the quirk is off", () => {
    const cloud = drive({ fleet: { machines: servers(12) }, quirks: { batchAnswersList: false } });
    const answer = cloud.call("POST", `${LIST}/action`, { body: body("STOP", 11, 12) });
    expect(answer.json).toMatchObject({ current: 0, pages: 1, size: 2, total: 2 });
    expect(ids(answer)).toEqual([testId(11), testId(12)]);
    expect(answer.at("data.0.status")).toBe("STOPPING");
  });

  it("gives one image and login to every server of a change", () => {
    const cloud = drive({ fleet: { machines: servers(2, { status: "STOPPED" }) } });
    const image = "11111111-2222-4333-8444-555555555555";
    const extend = { image_id: image, key_pair_name: "KeyPair-1" };
    cloud.call("POST", `${LIST}/action`, { body: { ...body("CHANGEOS", 1, 2), extend_param: extend } });
    for (const number of [1, 2]) {
      expect(cloud.call("GET", `${LIST}/${testId(number)}`).json).toMatchObject({
        status: "CHANGINGOS",
        image: { image_id: image },
        key_pair_name: "KeyPair-1",
      });
    }
  });

  it("deletes pay-per-use servers only, and no servers of a supernode", () => {
    const cloud = drive({
      fleet: {
        machines: [
          ...servers(1),
          { kind: "dev-server", id: testId(2), name: "year", billing: "PRE_PAID" },
          { kind: "dev-server", id: testId(3), name: "node", supernode: "hps" },
          { kind: "supernode", id: testId(4), name: "hps" },
        ],
      },
    });
    cloud.call("POST", `${LIST}/action`, { body: body("DELETE", 1, 2, 3) });
    expect(
      cloud
        .journal()
        .at(-1)
        ?.effects.map((effect) => effect.resource),
    ).toEqual([`dev-server/${testId(1)}`]);
  });
});

describe("other calls on DevServers", () => {
  it("rename in any status", () => {
    const cloud = drive({ fleet: { machines: servers(1, { status: "STOPPED" }) } });
    expect(cloud.call("PUT", `${LIST}/${testId(1)}`, { body: { name: "new-name" } }).at("name")).toBe(
      "new-name",
    );
    expect(cloud.call("GET", `${LIST}/${testId(1)}`).at("name")).toBe("new-name");
  });

  it("change the image with the OS, and a reinstallation keeps it", () => {
    const cloud = drive({ fleet: { machines: servers(1, { status: "STOPPED" }) } });
    const path = `${LIST}/${testId(1)}`;
    const before = cloud.call("GET", path);
    const image = "11111111-2222-4333-8444-555555555555";
    cloud.call("POST", `${path}/changeos`, { body: { image_id: image, key_pair_name: "KeyPair-1" } });
    const changed = cloud.call("GET", path);
    expect(changed.at("image.image_id")).toBe(image);
    expect(changed.at("volumes.0.evs_id")).not.toBe(before.at("volumes.0.evs_id"));
    cloud.pass(240);
    cloud.call("PUT", `${path}/stop`);
    cloud.pass(40);
    cloud.call("POST", `${path}/reinstallos`, { body: { admin_pass: "@Example_Pass1" } });
    expect(cloud.call("GET", path).at("image.image_id")).toBe(image);
  });

  it("list flavors in either spelling of the server type", () => {
    const lower = drive().call("GET", `${LIST}/flavors`, { query: { server_type: "bms" } });
    expect(lower.at("data.0.server_type")).toBe("BMS");
    expect(drive().call("GET", `${LIST}/flavors`, { query: { server_type: "BMS" } }).json).toEqual(
      lower.json,
    );
  });

  it("know no operation, since disks are not emulated", () => {
    const cloud = drive({ fleet: { machines: servers(1) } });
    expect(cloud.call("GET", `${LIST}/${testId(1)}/operation/op-1`).code).toBe("ModelArts.6404");
  });
});
