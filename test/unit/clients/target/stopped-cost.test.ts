import { describe, expect, it } from "vitest";
import { stoppedCostOfNotebook, stoppedCostOfServer } from "../../../../lib/clients/target/stopped-cost.ts";
import { DevServer } from "../../../../lib/domain/modelarts/dev-server-response.ts";
import { Notebook } from "../../../../lib/domain/modelarts/notebook-response.ts";

const server = (fields: object) => stoppedCostOfServer(DevServer.parse(fields)).kind;
const notebook = (fields: object) => stoppedCostOfNotebook(Notebook.parse(fields)).kind;

describe("what a stopped machine goes on costing", () => {
  it.each([
    [
      "a pay-per-use virtual machine",
      { charging_mode: "POST_PAID", cloud_server: { type: "ECS" } },
      "storage",
    ],
    ["bare metal", { charging_mode: "POST_PAID", cloud_server: { type: "BMS" } }, "full"],
    ["a supernode's server", { charging_mode: "POST_PAID", cloud_server: { type: "HPS" } }, "full"],
    [
      "a member of a supernode",
      { charging_mode: "POST_PAID", cloud_server: { type: "ECS" }, server_hps: { id: "h" } },
      "full",
    ],
    ["a full cabinet", { charging_mode: "POST_PAID", category: "SPOD" }, "full"],
    ["yearly/monthly", { charging_mode: "PRE_PAID", cloud_server: { type: "ECS" } }, "full"],
    [
      "a GPU family that is billed on",
      { charging_mode: "POST_PAID", flavor: "p2.2xlarge.8", cloud_server: { type: "ECS" } },
      "full",
    ],
    [
      "a later GPU family",
      { charging_mode: "POST_PAID", flavor: "p2s.2xlarge.8", cloud_server: { type: "ECS" } },
      "storage",
    ],
    ["a server of unknown hardware", { charging_mode: "POST_PAID" }, "unknown"],
    ["a server of unknown billing", { charging_mode: "COMMON", cloud_server: { type: "ECS" } }, "unknown"],
  ])("%s", (_, fields, kind) => {
    expect(server(fields)).toBe(kind);
  });

  it.each([
    ["a notebook with a disk", { volume: { category: "evs" } }, "storage"],
    ["a notebook on shared storage", { volume: { category: "EFS" } }, "free"],
    ["a notebook in a dedicated pool", { pool: { id: "pool-1" }, volume: { category: "EVS" } }, "full"],
  ])("%s", (_, fields, kind) => {
    expect(notebook(fields)).toBe(kind);
  });

  it("says why in a sentence", () => {
    expect(stoppedCostOfServer(DevServer.parse({ charging_mode: "PRE_PAID" })).why).toMatch(
      /yearly\/monthly/,
    );
  });
});
