import { describe, expect, it } from "vitest";
import type { Cloud } from "../../../../lib/domain/clouds.ts";
import { checkQuery } from "../../../../lib/domain/modelarts/check-request.ts";
import { withValueAt } from "../../../fixtures/at-path.ts";
import { brokenRuleOf } from "../../../fixtures/broken-rule-of.ts";
import { FULL_NOTEBOOK } from "../../../fixtures/modelarts-requests.ts";

const CLOUDS = ["huaweicloud", "otc"] as const;
const create = (cloud: Cloud, body: unknown) => brokenRuleOf("CreateNotebook", cloud, body);

describe("CreateNotebookRequest", () => {
  it.each([
    ["name", ["a", "x".repeat(128)], ["", "x".repeat(129), "a.b"]],
    ["image_id", ["e1a07296-22a8-4f05-8bc8-e936c8e54090"], ["x"]],
    ["description", ["", "x".repeat(512)], ["x".repeat(513), "a&b"]],
    ["duration", [3_600_000, 259_200_000, -1], [3_599_999, 259_200_001, 0, -2, 3_600_000.5, "3600000"]],
    ["lease", [{}, { duration: -1, type: "timing" }, { type: "IDLE" }], [7]],
    ["lease.type", ["timing", "idle", "TIMING"], ["never"]],
    ["lease.duration", [3_600_000, -1], [1]],
    ["feature", ["NOTEBOOK", "DEFAULT"], ["notebook"]],
    ["workspace_id", ["0", "a".repeat(32)], ["1", "a".repeat(31)]],
    ["volume.category", ["EVS", "efs"], ["NFS"]],
    ["volume.ownership", ["managed", "MANAGED"], ["MINE"]],
    ["volume.capacity", [5, 4096], [4, 4097, 5.5]],
    ["endpoints.0.service", ["SSH", "notebook"], ["FTP"]],
    [
      "endpoints.0.allowed_access_ips",
      [[], Array(5).fill("203.0.113.10")],
      [Array(6).fill("203.0.113.10"), ["somewhere"]],
    ],
    ["endpoints.0.key_pair_names", [["k"]], [["a b"], "k"]],
  ])("%s", (field, good, bad) => {
    for (const cloud of CLOUDS) {
      for (const value of good)
        expect(create(cloud, withValueAt(FULL_NOTEBOOK, field, value)), `${value}`).toBeUndefined();
      for (const value of bad) {
        const broken = create(cloud, withValueAt(FULL_NOTEBOOK, field, value));
        const path = field.replace(".0.", "[0].");
        expect(broken, `${cloud} ${value}`).toMatchObject({
          field: expect.stringContaining(path),
          rule: expect.stringMatching(/\w/),
        });
      }
    }
  });

  it.each([["name"], ["image_id"], ["volume"], ["volume.category"], ["volume.ownership"]])(
    "%s is mandatory",
    (field) => {
      for (const cloud of CLOUDS) {
        expect(create(cloud, withValueAt(FULL_NOTEBOOK, field, undefined))).toMatchObject({ field });
      }
    },
  );

  it("needs a flavor, or on Huawei Cloud a custom one", () => {
    const bare = withValueAt(FULL_NOTEBOOK, "flavor", undefined);
    const custom = withValueAt(bare, "custom_spec", { cpu: 0.45, memory: 513, category: "CPU" });
    expect(create("huaweicloud", custom)).toBeUndefined();
    expect(create("otc", custom)).toMatchObject({ field: "flavor" });
    for (const cloud of CLOUDS) expect(create(cloud, bare)).toMatchObject({ field: "flavor" });
    expect(create("huaweicloud", withValueAt(custom, "flavor", "x"))).toMatchObject({ field: "flavor" });
  });

  it.each([
    [{ cpu: 0.39, memory: 513 }, "custom_spec.cpu"],
    [{ cpu: 0.455, memory: 513 }, "custom_spec.cpu"],
    [{ cpu: 1, memory: 512 }, "custom_spec.memory"],
    [{ cpu: 1, memory: 513.5 }, "custom_spec.memory"],
    [{ cpu: 1 }, "custom_spec.memory"],
  ])("refuses the custom flavor %j", (custom_spec, field) => {
    const bare = withValueAt(FULL_NOTEBOOK, "flavor", undefined);
    expect(create("huaweicloud", withValueAt(bare, "custom_spec", custom_spec))).toMatchObject({ field });
  });

  it("takes the categories of the cloud", () => {
    const withCategory = (category: string) => withValueAt(FULL_NOTEBOOK, "volume.category", category);
    expect(create("huaweicloud", withCategory("OBSFS"))).toBeUndefined();
    expect(create("otc", withCategory("OBSFS"))).toMatchObject({ field: "volume.category" });
    expect(create("otc", withCategory("SFS"))).toBeUndefined();
    expect(create("huaweicloud", withCategory("SFS"))).toMatchObject({ field: "volume.category" });
  });

  it("a file system of one's own needs address and id", () => {
    const own = withValueAt(FULL_NOTEBOOK, "volume", { category: "EFS", ownership: "DEDICATED", uri: "x" });
    expect(create("huaweicloud", own)).toMatchObject({ field: "volume.id" });
    expect(create("huaweicloud", withValueAt(own, "volume.id", "y"))).toBeUndefined();
  });

  it("refuses what only Huawei Cloud takes on OTC, and unknown fields on both", () => {
    const withUser = withValueAt(FULL_NOTEBOOK, "run_user", { uid: 1, gid: 1 });
    expect(create("huaweicloud", withUser)).toBeUndefined();
    expect(create("otc", withUser)).toMatchObject({ field: "run_user", rule: "unknown field" });
    for (const cloud of CLOUDS) {
      expect(create(cloud, { ...FULL_NOTEBOOK, auto_stop: true })).toMatchObject({ field: "auto_stop" });
    }
  });
});

describe("other requests of notebooks", () => {
  it("an update grows the disk within its limits", () => {
    const update = (body: unknown) => brokenRuleOf("UpdateNotebook", "otc", body);
    expect(update({ storage_new_size: 4096 })).toBeUndefined();
    expect(update({ storage_new_size: 4097 })).toMatchObject({ rule: "5 to 4,096 GB" });
    expect(update({ status: "STOPPED" })).toMatchObject({ rule: "unknown field" });
  });

  it("start and renewal count in milliseconds", () => {
    expect(checkQuery("StartNotebook", "otc", { duration: "3600000", type: "timing" })).toEqual({
      duration: 3_600_000,
      type: "timing",
    });
    expect(checkQuery("StartNotebook", "otc", { duration: -1 })).toEqual({ duration: -1 });
    expect(() => checkQuery("StartNotebook", "otc", { duration: 3600 })).toThrow(/milliseconds/);
    expect(() => checkQuery("RenewLease", "otc", { duration: 3600 })).toThrow(/milliseconds/);
    expect(brokenRuleOf("RenewLease", "otc", { duration: 3600 })).toMatchObject({ field: "duration" });
    expect(brokenRuleOf("RenewLease", "otc", { duration: 7_200_000, type: "timing" })).toBeUndefined();
  });

  it("a list on Huawei Cloud has three sizes of page, on OTC any", () => {
    for (const limit of [10, 20, 50]) {
      for (const cloud of CLOUDS) expect(checkQuery("ListNotebooks", cloud, { limit })).toEqual({ limit });
    }
    expect(() => checkQuery("ListNotebooks", "huaweicloud", { limit: 30 })).toThrow(/^limit: 10, 20 or 50/);
    expect(checkQuery("ListNotebooks", "otc", { limit: 30 })).toEqual({ limit: 30 });
    expect(() => checkQuery("ListNotebooks", "otc", { flavor: "x" })).toThrow(/unknown field/);
  });
});
