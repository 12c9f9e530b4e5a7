import { describe, expect, it } from "vitest";
import { DevServer, DevServerPage } from "../../../../lib/domain/modelarts/dev-server-response.ts";
import { LegacyNotebook } from "../../../../lib/domain/modelarts/legacy-notebook-response.ts";
import { Notebook } from "../../../../lib/domain/modelarts/notebook-response.ts";
import {
  DEV_SERVER_STATUS_CLASSES,
  LEGACY_NOTEBOOK_STATUS_CLASSES,
  NOTEBOOK_STATUS_CLASSES,
  statusClassOf,
} from "../../../../lib/domain/modelarts/status-classes.ts";
import {
  DEV_SERVER_STATUSES,
  devServerStatusOf,
  LEGACY_NOTEBOOK_STATUSES,
  NOTEBOOK_STATUSES,
  SUPERNODE_STATUSES,
  serverStatusOfSupernode,
} from "../../../../lib/domain/modelarts/statuses.ts";

describe("statuses", () => {
  it("are as many as the documents list, each once", () => {
    expect(DEV_SERVER_STATUSES).toHaveLength(18);
    expect(NOTEBOOK_STATUSES).toHaveLength(14);
    expect(LEGACY_NOTEBOOK_STATUSES).toHaveLength(15);
    expect(SUPERNODE_STATUSES).toHaveLength(6);
    for (const list of [DEV_SERVER_STATUSES, NOTEBOOK_STATUSES, LEGACY_NOTEBOOK_STATUSES]) {
      expect(new Set(list).size).toBe(list.length);
    }
  });

  it("read the vendor's REINSTALLOS as REINSTALLINGOS and keep what nobody documented", () => {
    expect(devServerStatusOf("REINSTALLOS")).toBe("REINSTALLINGOS");
    expect(DevServer.parse({ status: "REINSTALLOS" }).status).toBe("REINSTALLINGOS");
    expect(DevServer.parse({ status: "HIBERNATING" }).status).toBe("HIBERNATING");
  });

  it("of supernodes are read in the words of servers, whichever vocabulary is used", () => {
    expect(SUPERNODE_STATUSES.map(serverStatusOfSupernode)).toEqual([
      ...["CREATING", "RUNNING", "ERROR", "CHANGINGOS", "DELETING", "DELETED"],
    ]);
    for (const status of DEV_SERVER_STATUSES) expect(serverStatusOfSupernode(status)).toBe(status);
    expect(serverStatusOfSupernode("constructor")).toBe("constructor");
  });
});

describe("status classes", () => {
  it("know every documented status", () => {
    expect(Object.keys(DEV_SERVER_STATUS_CLASSES).sort()).toEqual([...DEV_SERVER_STATUSES].sort());
    expect(Object.keys(NOTEBOOK_STATUS_CLASSES).sort()).toEqual([...NOTEBOOK_STATUSES].sort());
    expect(Object.keys(LEGACY_NOTEBOOK_STATUS_CLASSES).sort()).toEqual([...LEGACY_NOTEBOOK_STATUSES].sort());
  });

  it("call everything failed that ends so, and nothing else that is under way", () => {
    for (const [status, kind] of Object.entries(DEV_SERVER_STATUS_CLASSES)) {
      if (status.endsWith("_FAILED")) expect(kind).toBe("failed");
      if (/ING(OS)?$/.test(status) && status !== "RUNNING") expect(kind).toBe("transitional");
    }
    expect(statusClassOf(NOTEBOOK_STATUS_CLASSES, "FROZEN")).toBe("failed");
  });

  it("say nothing about what no document lists", () => {
    expect(statusClassOf(DEV_SERVER_STATUS_CLASSES, "HIBERNATING")).toBeUndefined();
    expect(statusClassOf(DEV_SERVER_STATUS_CLASSES, "toString")).toBeUndefined();
    expect(statusClassOf(DEV_SERVER_STATUS_CLASSES, null)).toBeUndefined();
  });
});

describe("answers", () => {
  it("may lack every field, or have it null, and keep fields that no page lists", () => {
    expect(DevServer.parse({})).toEqual({});
    expect(DevServer.parse({ name: null, cloud_server: null, endpoints: null, newer: { a: 1 } })).toEqual({
      name: null,
      cloud_server: null,
      endpoints: null,
      newer: { a: 1 },
    });
    expect(Notebook.parse({ volume: null, lease: {} })).toEqual({ volume: null, lease: {} });
    expect(LegacyNotebook.parse({ spec: { failed_reasons: null } })).toEqual({
      spec: { failed_reasons: null },
    });
  });

  it("of lists must hold the list, so that nothing else reads as an empty inventory", () => {
    expect(DevServerPage.parse({ data: [], total: 0 }).data).toEqual([]);
    expect(DevServerPage.parse({ data: null, total: 0 }).data).toEqual([]);
    expect(DevServerPage.safeParse({}).success).toBe(false);
    expect(DevServerPage.safeParse({ error_code: "x" }).success).toBe(false);
    expect(DevServerPage.safeParse([]).success).toBe(false);
  });
});
