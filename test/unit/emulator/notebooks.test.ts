import { describe, expect, it } from "vitest";
import { initialState } from "../../../lib/emulator/create-emulator.ts";
import type { FleetMachineInput } from "../../../lib/emulator/fleet.ts";
import { handle } from "../../../lib/emulator/handle.ts";
import { leaseFor } from "../../../lib/emulator/operations/notebook-lease.ts";
import { EXAMPLES } from "../../fixtures/modelarts-examples.ts";
import { drive, KEY, signedRequest, testId } from "./driver.ts";

const LIST = "/v1/{p}/notebooks";
const ONE = `${LIST}/${testId(1)}`;
const HOUR = 3_600_000;
const CREATE = {
  name: "notebooks_test",
  flavor: "modelarts.vm.cpu.2u",
  image_id: "e1a07296-22a8-4f05-8bc8-e936c8e54090",
  volume: { category: "evs", ownership: "managed", capacity: 50 },
};

function notebook(more: Partial<FleetMachineInput> = {}): FleetMachineInput {
  return { kind: "notebook", id: testId(1), name: "vision-anna-one", createdMinutesAgo: 100, ...more };
}

interface LeaseCase {
  readonly from: string;
  readonly lease: { readonly create_at: number; readonly update_at: number; readonly duration: number };
  readonly derived: { readonly requested_ms?: number; readonly sum_equals_duration: boolean };
}

describe("the arithmetic of the notebook lease", () => {
  const cases = (EXAMPLES as unknown as { lease_arithmetic_cases: readonly LeaseCase[] })
    .lease_arithmetic_cases;
  const counted = cases.filter((one) => one.derived.sum_equals_duration);

  it.each(counted)("counts from the creation as the sample of $from does", ({ lease, derived }) => {
    const wish = { requested: derived.requested_ms ?? 0, type: "TIMING" } as const;
    expect(leaseFor({ createdAt: lease.create_at }, wish, lease.update_at)).toMatchObject({
      duration: lease.duration,
      updatedAt: lease.update_at,
    });
  });

  it("gives the very numbers of the start sample over the API", () => {
    const sample = counted.find((one) => one.from === "StartNotebook");
    if (!sample) throw new Error("no sample");
    const { create_at: createdAt, update_at: startedAt, duration } = sample.lease;
    const fleet = { machines: [notebook({ status: "STOPPED", createdMinutesAgo: 0 })] };
    const state = initialState({ credentials: [KEY], fleet }, createdAt);
    const request = signedRequest(
      "POST",
      `${ONE}/start`,
      { query: { duration: HOUR, type: "timing" }, body: {} },
      startedAt,
    );
    const { response } = handle(state, request, startedAt, () => 0.5);
    expect(JSON.parse(new TextDecoder().decode(response.body)).lease).toEqual({
      create_at: createdAt,
      duration,
      enable: true,
      type: "TIMING",
      update_at: startedAt,
    });
  });

  it("answers a renewal with what was asked for, and the next GET with what counts", () => {
    const cloud = drive({ fleet: { machines: [notebook()] } });
    const renewed = cloud.call("PATCH", `${ONE}/lease`, { body: { duration: 2 * HOUR } });
    expect(renewed.at("duration")).toBe(2 * HOUR);
    const lease = cloud.call("GET", `${ONE}/lease`);
    expect(lease.at("duration")).toBe(100 * 60_000 + 2 * HOUR);
    expect(Number(lease.at("create_at")) + Number(lease.at("duration"))).toBe(cloud.now() + 2 * HOUR);
  });

  it("lets a duration in the query win over the body, and makes the lease a timed one", () => {
    const cloud = drive({ fleet: { machines: [notebook()] } });
    cloud.call("PATCH", `${ONE}/lease`, { body: { duration: 2 * HOUR, type: "idle" } });
    expect(cloud.call("GET", `${ONE}/lease`).at("type")).toBe("IDLE");
    cloud.call("PATCH", `${ONE}/lease`, {
      query: { duration: HOUR },
      body: { duration: 2 * HOUR, type: "idle" },
    });
    expect(cloud.call("GET", `${ONE}/lease`).json).toMatchObject({
      type: "TIMING",
      duration: 100 * 60_000 + HOUR,
    });
  });

  it.each([[{ duration: HOUR - 1 }], [{ duration: 259_200_001 }], [{ type: "sometimes" }]])(
    "refuses %j",
    (body) => {
      const cloud = drive({ fleet: { machines: [notebook()] } });
      expect(cloud.call("PATCH", `${ONE}/lease`, { body }).code).toBe("ModelArts.0104");
    },
  );

  it("can be renewed only while the notebook runs", () => {
    const cloud = drive({ fleet: { machines: [notebook({ status: "STOPPED" })] } });
    expect(cloud.call("PATCH", `${ONE}/lease`, { body: { duration: HOUR } }).code).toBe("ModelArts.6357");
  });
});

describe("the end of a notebook lease", () => {
  it("stops the notebook to the millisecond, although nobody looked", () => {
    const cloud = drive();
    const id = cloud.call("POST", LIST, { body: CREATE }).at("id");
    const path = `${LIST}/${id}`;
    cloud.pass(3599);
    expect(cloud.call("GET", path).at("status")).toBe("RUNNING");
    cloud.pass(1);
    expect(cloud.call("GET", path).json).toMatchObject({ status: "STOPPING", update_at: cloud.now() });
    cloud.pass(10);
    expect(cloud.call("GET", path).at("status")).toBe("STOPPED");
    expect(cloud.journal()).toHaveLength(1);
  });

  it("never comes with -1", () => {
    const cloud = drive();
    const id = cloud.call("POST", LIST, { body: { ...CREATE, duration: -1 } }).at("id");
    cloud.pass(30 * 86_400);
    expect(cloud.call("GET", `${LIST}/${id}`).json).toMatchObject({
      status: "RUNNING",
      lease: { enable: false, duration: -1 },
    });
  });

  it("moves when the lease is renewed", () => {
    const cloud = drive({ fleet: { machines: [notebook({ lease: { durationMs: 2 * HOUR } })] } });
    const before = cloud.call("GET", ONE);
    cloud.pass(60);
    cloud.call("PATCH", `${ONE}/lease`, { body: { duration: 3 * HOUR } });
    // The lease alone has changed, and tells when.
    expect(cloud.call("GET", ONE).json).toMatchObject({
      update_at: before.at("update_at"),
      lease: { update_at: cloud.now() },
    });
    cloud.pass(3 * 3600 - 1);
    expect(cloud.call("GET", ONE).at("status")).toBe("RUNNING");
    cloud.pass(1);
    expect(cloud.call("GET", ONE).at("status")).toBe("STOPPING");
  });

  it("comes by Huawei's own rule after one idle period, and not while somebody works", () => {
    const lease = { type: "idle", durationMs: HOUR } as const;
    const common = { startedMinutesAgo: 0, lease, flavor: "modelarts.bm.gpu.v100NV32" };
    const cloud = drive({
      fleet: {
        machines: [
          notebook({ ...common, truth: { pattern: "idle" } }),
          notebook({ ...common, id: testId(2), truth: { pattern: "steady-training" } }),
          // Its base load alone exceeds 5 % of the CPU: such a notebook never looks idle to the detector.
          notebook({
            ...common,
            id: testId(3),
            flavor: "modelarts.vm.cpu.2u",
            truth: { pattern: "tiny-flavor", idleSinceHours: 9 },
          }),
          // Nobody works in it, but without readings the detector sees nothing.
          notebook({ ...common, id: testId(4), truth: { pattern: "no-metrics", works: false } }),
        ],
      },
    });
    const statuses = () =>
      [1, 2, 3, 4].map((number) => cloud.call("GET", `${LIST}/${testId(number)}`).at("status"));
    cloud.pass(3540);
    expect(statuses()).toEqual(["RUNNING", "RUNNING", "RUNNING", "RUNNING"]);
    cloud.pass(60);
    expect(statuses()).toEqual(["STOPPING", "RUNNING", "RUNNING", "RUNNING"]);
    cloud.pass(7 * 86_400);
    expect(statuses()).toEqual(["STOPPED", "RUNNING", "RUNNING", "RUNNING"]);
  });
});

describe("notebooks", () => {
  it("are created without volume and url, and answer in capitals what came in small letters", () => {
    const cloud = drive();
    const answer = cloud.call("POST", LIST, { body: CREATE });
    expect(answer.json).toMatchObject({ status: "CREATING", lease: { duration: HOUR, type: "TIMING" } });
    expect([answer.at("volume"), answer.at("url")]).toEqual([undefined, undefined]);
    cloud.pass(30);
    const show = cloud.call("GET", `${LIST}/${answer.at("id")}`);
    expect(show.json).toMatchObject({
      status: "RUNNING",
      volume: { category: "EVS", ownership: "MANAGED", capacity: 50 },
    });
  });

  it("are listed newest first, by record offset, with the limit as size", () => {
    const machines = Array.from({ length: 23 }, (_, index) =>
      notebook({ id: testId(index + 1), createdMinutesAgo: 5000 - index }),
    );
    const cloud = drive({ fleet: { machines } });
    const page = cloud.call("GET", LIST, { query: { offset: 20, limit: 10 } });
    expect(page.json).toMatchObject({ current: 2, pages: 3, size: 10, total: 23 });
    expect((page.at("data") as { id: string }[]).map((item) => item.id)).toEqual([3, 2, 1].map(testId));
    expect(cloud.call("GET", LIST, { query: { sort_dir: "ASC" } }).at("data.0.id")).toBe(testId(1));
  });

  it("can be filtered by status, name and flavor", () => {
    const cloud = drive({
      fleet: {
        machines: [
          notebook({ name: "vision-anna-a" }),
          notebook({
            id: testId(2),
            name: "speech-anna-b",
            status: "STOPPED",
            flavor: "modelarts.vm.cpu.8u",
          }),
        ],
      },
    });
    const found = (query: Record<string, string>) => {
      const page = cloud.call("GET", `${LIST}/all`, { query });
      return [page.at("total"), page.at("data.0.id")];
    };
    expect(found({ status: "STOPPED" })).toEqual([1, testId(2)]);
    expect(found({ name: "vision" })).toEqual([1, testId(1)]);
    expect(found({ flavor: "modelarts.vm.cpu.8u" })).toEqual([1, testId(2)]);
    expect(found({ sort_key: "name", sort_dir: "ASC" })).toEqual([2, testId(2)]);
    expect(cloud.call("GET", LIST, { query: { sort_key: "colour" } }).code).toBe("ModelArts.6303");
  });

  it("sees a status filter follow the clock", () => {
    const cloud = drive({ fleet: { machines: [notebook()] } });
    cloud.call("POST", `${ONE}/stop`);
    const stopped = () => cloud.call("GET", LIST, { query: { status: "STOPPED" } }).at("total");
    expect(stopped()).toBe(0);
    cloud.pass(10);
    expect(stopped()).toBe(1);
  });

  it("take a new flavor only while stopped, and a larger disk always", () => {
    const cloud = drive({ fleet: { machines: [notebook()] } });
    expect(cloud.call("PUT", ONE, { body: { flavor: "modelarts.vm.cpu.8u" } }).code).toBe("ModelArts.6357");
    expect(cloud.call("PUT", ONE, { body: { storage_new_size: 40 } }).code).toBe("ModelArts.6331");
    expect(cloud.call("PUT", ONE, { body: { storage_new_size: 60 } }).at("volume.capacity")).toBe(60);
    cloud.call("POST", `${ONE}/stop`);
    cloud.pass(10);
    expect(cloud.call("PUT", ONE, { body: { flavor: "modelarts.vm.cpu.8u" } }).at("flavor")).toBe(
      "modelarts.vm.cpu.8u",
    );
  });

  it("keep the duration asked for last time when a start names none", () => {
    const cloud = drive({ fleet: { machines: [notebook({ lease: { durationMs: 2 * HOUR } })] } });
    cloud.call("POST", `${ONE}/stop`);
    cloud.pass(600);
    const lease = cloud.call("POST", `${ONE}/start`).at("lease") as { duration: number; create_at: number };
    expect(lease.create_at + lease.duration).toBe(cloud.now() + 2 * HOUR);
  });

  it("offer flavors whose memory counts in KiB", () => {
    const flavors = drive().call("GET", `${LIST}/flavors`, { query: { category: "CPU" } });
    expect(flavors.at("data.1")).toMatchObject({ id: "modelarts.vm.cpu.2u", memory: 8_388_608, vcpus: 2 });
  });
});

describe("older development environments", () => {
  const path = "/v1/{p}/demanager/instances";
  const create = {
    name: "notebook-instance",
    profile_id: "Multi-Engine 1.0 (python3)-gpu",
    flavor: "modelarts.bm.gpu.v100NV32",
    spec: {
      storage: { type: "evs", location: { volume_size: 5 } },
      auto_stop: { enable: true, duration: 3600 },
    },
  };

  it("run 59 s after their creation, with timestamps as text and an automatic stop counted from there", () => {
    const cloud = drive();
    const created = cloud.call("POST", path, { body: create });
    expect(created.at("id")).toMatch(/^DE-[0-9a-f]{8}-[0-9a-f]{4}-1/);
    expect(created.json).toMatchObject({
      status: "CREATING",
      creation_timestamp: String(cloud.now()),
      spec: { annotations: { url: "" }, auto_stop: { enable: true, duration: 3600, prompt: true } },
    });
    const createdAt = cloud.now();
    cloud.pass(323);
    const show = cloud.call("GET", `${path}/${created.at("id")}`);
    expect(show.json).toMatchObject({
      status: "RUNNING",
      spec: { auto_stop: { stop_timestamp: createdAt + 59_000 + 3_600_000, remain_time: 3336 } },
    });
    cloud.pass(3336);
    expect(cloud.call("GET", `${path}/${created.at("id")}`).at("status")).toBe("STOPPING");
    cloud.pass(10);
    expect(cloud.call("GET", `${path}/${created.at("id")}`).at("status")).toBe("STOPPED");
  });

  it("take a new automatic stop over at the next start, and leave spec out of the answer", () => {
    const cloud = drive();
    const id = cloud.call("POST", path, { body: create }).at("id");
    cloud.pass(59);
    const body = { spec: { auto_stop: { enable: true, duration: 7200 } } };
    expect(cloud.call("PUT", `${path}/${id}`, { body }).at("spec")).toBeUndefined();
    cloud.pass(3600);
    expect(cloud.call("GET", `${path}/${id}`).at("status")).toBe("STOPPING");
    cloud.pass(10);
    cloud.call("POST", `${path}/${id}/action`, { body: { action: "start" } });
    cloud.pass(30 + 7199);
    expect(cloud.call("GET", `${path}/${id}`).at("status")).toBe("RUNNING");
    cloud.pass(1);
    expect(cloud.call("GET", `${path}/${id}`).at("status")).toBe("STOPPING");
  });

  it("are all listed by name when no limit is given, or with 0", () => {
    const machines = ["c", "a", "b"].map((name, index) => ({
      kind: "legacy-notebook" as const,
      id: `DE-${testId(index + 1)}`,
      name,
    }));
    const cloud = drive({ fleet: { machines } });
    const names = (query: Record<string, string>) =>
      (
        cloud.call("GET", path, { query: { de_type: "Notebook", ...query } }).at("instances") as {
          name: string;
        }[]
      ).map((item) => item.name);
    expect(names({})).toEqual(["a", "b", "c"]);
    expect(names({ limit: "0" })).toEqual(["a", "b", "c"]);
    expect(names({ limit: "1", offset: "1", order: "desc" })).toEqual(["b"]);
  });

  it("know restart on Huawei Cloud only", () => {
    const otc = drive({
      fleet: { cloud: "otc", machines: [{ kind: "legacy-notebook", id: `DE-${testId(1)}`, name: "a" }] },
    });
    const answer = otc.call("POST", `${path}/DE-${testId(1)}/action`, { body: { action: "restart" } });
    expect([answer.status, answer.code]).toEqual([400, "ModelArts.0104"]);
  });
});
