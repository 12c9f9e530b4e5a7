import { describe, expect, it } from "vitest";
import {
  type Known,
  resourceOfLegacyNotebook,
  resourceOfNotebook,
  resourceOfServer,
  resourceOfSupernode,
} from "../../../../lib/clients/target/to-resource.ts";
import { DevServer } from "../../../../lib/domain/modelarts/dev-server-response.ts";
import { LegacyNotebook } from "../../../../lib/domain/modelarts/legacy-notebook-response.ts";
import { Notebook } from "../../../../lib/domain/modelarts/notebook-response.ts";
import { Supernode } from "../../../../lib/domain/modelarts/supernode.ts";
import { Resource } from "../../../../lib/domain/resource.ts";

const KNOWN: Known = {
  target: "prod",
  flavors: new Map([["gpu-4", { name: "gpu-4", gpu: 4, npu: 0, vcpus: 32 }]]),
  tags: new Map([["ecs-1", { owner: "anna" }]]),
};

describe("a machine as a resource", () => {
  it("is a valid resource, whatever the cloud leaves out", () => {
    const made = [
      resourceOfServer(DevServer.parse({ id: "a" }), KNOWN),
      resourceOfSupernode(Supernode.parse({ id: "a" }), KNOWN),
      resourceOfNotebook(Notebook.parse({ id: "a" }), KNOWN),
      resourceOfLegacyNotebook(LegacyNotebook.parse({ id: "a" }), KNOWN),
    ];
    for (const resource of made) expect(() => Resource.parse(resource)).not.toThrow();
    for (const resource of made) expect(resource).toMatchObject({ name: "a", standing: "unknown" });
  });

  it("is none without an id, as for a prepaid order that is not placed yet", () => {
    expect(resourceOfServer(DevServer.parse({ order_id: "CS1" }), KNOWN)).toBeUndefined();
  });

  it("knows the order by which it was bought, where there is one", () => {
    expect(resourceOfServer(DevServer.parse({ id: "a", order_id: "CS1" }), KNOWN)?.orderId).toBe("CS1");
    expect(resourceOfSupernode(Supernode.parse({ id: "a", order_id: "CS1" }), KNOWN)?.orderId).toBe("CS1");
    for (const none of [{ id: "a" }, { id: "a", order_id: null }, { id: "a", order_id: "" }]) {
      expect(resourceOfServer(DevServer.parse(none), KNOWN)).not.toHaveProperty("orderId");
    }
  });

  it("never holds a notebook's address or token", () => {
    const notebook = Notebook.parse({
      id: "a",
      url: "https://secret.example/?token=t0ken",
      token: "t0ken",
      status: "RUNNING",
    });
    expect(JSON.stringify(resourceOfNotebook(notebook, KNOWN))).not.toMatch(/t0ken|secret\.example/);
  });

  it("takes a server's tags from the machine behind it", () => {
    const server = DevServer.parse({ id: "a", cloud_server: { id: "ecs-1", type: "ECS" } });
    expect(resourceOfServer(server, KNOWN)).toMatchObject({
      tags: { owner: "anna" },
      cloudServerId: "ecs-1",
      hardware: "ECS",
    });
  });

  it("prefers the flavor list to the name", () => {
    expect(resourceOfNotebook(Notebook.parse({ id: "a", flavor: "gpu-4" }), KNOWN)?.flavor.gpu).toBe(4);
  });

  it("counts a notebook lease from its creation", () => {
    const lease = { create_at: 1_000, duration: 500, enable: true, type: "IDLE" };
    const read = (more: object) =>
      resourceOfNotebook(Notebook.parse({ id: "a", lease: { ...lease, ...more } }), KNOWN)?.lease;
    expect(read({})).toEqual({ enabled: true, type: "idle", expiresAtMs: 1_500 });
    expect(read({ update_at: 1_200 })).toMatchObject({ expiresAtMs: 1_500, setAtMs: 1_200 });
  });

  it("reads the texts of the old generation as times", () => {
    const made = resourceOfLegacyNotebook(
      LegacyNotebook.parse({
        id: "DE-a",
        status: "RUNNING",
        creation_timestamp: "1594887749962",
        latest_update_timestamp: "",
        flavor: "modelarts.bm.gpu.v100NV32",
        flavor_details: { type: "GPU", params: { CPU: 8, GPU: 2 } },
        spec: { storage: { type: "evs" }, auto_stop: { enable: true, stop_timestamp: 1_594_891_408_723 } },
      }),
      KNOWN,
    );
    expect(made).toMatchObject({
      createdAtMs: 1_594_887_749_962,
      updatedAtMs: null,
      flavor: { gpu: 2, vcpus: 8 },
      stoppedCost: { kind: "storage" },
      lease: { enabled: true, type: "timing", expiresAtMs: 1_594_891_408_723 },
    });
  });

  it("reads both vocabularies of a supernode", () => {
    expect(resourceOfSupernode(Supernode.parse({ id: "a", status: "ACTIVE" }), KNOWN)?.standing).toBe(
      "running",
    );
    expect(resourceOfSupernode(Supernode.parse({ id: "a", status: "STOPPED" }), KNOWN)?.standing).toBe(
      "stopped",
    );
  });
});
