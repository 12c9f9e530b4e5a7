import { describe, expect, it } from "vitest";
import { CLOUD_NAMES } from "../../../../lib/domain/clouds.ts";
import { type Operation, pathOf, schemaOn } from "../../../../lib/domain/modelarts/operation.ts";
import { OPERATIONS } from "../../../../lib/domain/modelarts/operations.ts";

const rows: readonly [string, Operation][] = Object.entries(OPERATIONS);

describe("the table of operations", () => {
  it("has every call once", () => {
    expect(rows).toHaveLength(42);
    const lines = rows.map(([, { method, path, service }]) => `${service} ${method} ${path}`);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it.each(rows)("%s: every parameter of its path has a schema", (_, operation) => {
    for (const cloud of operation.clouds) {
      const names = [...pathOf(operation, cloud).matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(names).toEqual(["project_id", ...Object.keys(operation.params ?? {})]);
    }
  });

  it.each(rows)("%s: a read changes nothing and a write names no GET", (_, operation) => {
    if (operation.effect === "write") expect(operation.method).not.toBe("GET");
    if (operation.method === "PUT" || operation.method === "PATCH" || operation.method === "DELETE") {
      expect(operation.effect).toBe("write");
    }
  });

  it.each(rows)("%s: bodies and queries refuse unknown fields on every cloud", (_, operation) => {
    for (const cloud of operation.clouds) {
      for (const schema of [operation.request, operation.query]) {
        if (schema === undefined) continue;
        const result = schemaOn(schema, cloud).safeParse({ "no such field": 1 });
        expect(result.error?.issues).toContainEqual(
          expect.objectContaining({ code: "unrecognized_keys", path: [], keys: ["no such field"] }),
        );
      }
    }
  });

  it("keeps DevServers and supernodes off clouds without them", () => {
    const withoutOtc = rows
      .filter(([, { clouds }]) => clouds.length < CLOUD_NAMES.length)
      .map(([name]) => name);
    expect(withoutOtc.every((name) => /DevServer|Hyperinstance|QueryRange/.test(name))).toBe(true);
    expect(withoutOtc).toHaveLength(22);
  });

  it.each([
    ["StartDevServer", "PUT", "/start"],
    ["StopDevServer", "PUT", "/stop"],
    ["RebootDevServer", "PUT", "/reboot"],
    ["ChangeDevServerOS", "POST", "/changeos"],
    ["ReinstallDevServerOS", "POST", "/reinstallos"],
    ["StartNotebook", "POST", "/start"],
    ["StopNotebook", "POST", "/stop"],
    ["RenewLease", "PATCH", "/lease"],
  ] as const)("%s is a %s", (name, method, end) => {
    expect(OPERATIONS[name].method).toBe(method);
    expect(OPERATIONS[name].path.endsWith(end)).toBe(true);
  });

  it("finds tagged servers under another path on OTC", () => {
    expect(pathOf(OPERATIONS.FilterServersByTag, "otc")).toMatch(/\/servers\//);
    expect(pathOf(OPERATIONS.FilterServersByTag, "huaweicloud")).toMatch(/\/cloudservers\//);
  });
});
