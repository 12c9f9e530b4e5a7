import { describe, expect, it } from "vitest";
import { checkQuery, checkRequest } from "../../../../lib/domain/modelarts/check-request.ts";
import { withValueAt } from "../../../fixtures/at-path.ts";
import { brokenRuleOf } from "../../../fixtures/broken-rule-of.ts";
import { BATCH_CHANGE } from "../../../fixtures/modelarts-requests.ts";

const BATCH = '"Performing Operations on DevServer Instances in Batches", 2025-11-19';
const batch = (body: unknown) => brokenRuleOf("BatchDevServersAction", "huaweicloud", body);
const server = { id: "b6dfd2ba-ac27-49cc-9fa5-750a1ad6342e" };

describe("BatchActionRequest", () => {
  it.each([["START"], ["STOP"], ["REBOOT"], ["DELETE"]])("%s needs the servers alone", (type) => {
    expect(batch({ type, servers: [server] })).toBeUndefined();
    expect(batch({ ...BATCH_CHANGE, type })).toEqual({
      field: "extend_param",
      rule: "only for changing and reinstalling the OS (CHANGEOS, REINSTALLOS)",
      document: BATCH,
    });
  });

  it.each([["CHANGEOS"], ["REINSTALLOS"]])("%s needs the login of the new OS", (type) => {
    expect(batch({ ...BATCH_CHANGE, type })).toBeUndefined();
    expect(batch({ type, servers: [server] })).toMatchObject({
      field: "extend_param",
      rule: expect.stringMatching(/^mandatory with/),
    });
  });

  it("CHANGEOS needs the image, REINSTALLOS does not", () => {
    const withoutImage = withValueAt(BATCH_CHANGE, "extend_param.image_id", undefined);
    expect(batch(withoutImage)).toEqual({
      field: "extend_param.image_id",
      rule: "mandatory when the OS is changed",
      document: BATCH,
    });
    expect(batch(withValueAt(withoutImage, "type", "REINSTALLOS"))).toBeUndefined();
  });

  it.each([
    ["type", "start", "one of START, STOP, REBOOT, CHANGEOS, REINSTALLOS, DELETE"],
    ["type", undefined, "mandatory: one of START, STOP, REBOOT, CHANGEOS, REINSTALLOS, DELETE"],
    ["servers", undefined, "mandatory: a list of servers"],
    ["servers", [], "at least one server"],
    ["servers", Array.from({ length: 1025 }, () => server), "at most 1,024 servers"],
    ["extend_param.key_pair_name", "k", undefined],
    ["extend_param.admin_pass", "short", undefined],
    ["extend_param.user_data", "?", "base64 of at most 32 KB (32,768 bytes before encoding)"],
    ["extend_param.colour", "x", "unknown field"],
  ])("refuses %s: %j", (field, value, rule) => {
    const broken = batch(withValueAt(BATCH_CHANGE, field, value));
    expect(broken?.document).toBe(BATCH);
    if (rule === undefined) expect(broken?.field).toMatch(/^extend_param\./);
    else expect(broken).toEqual({ field, rule, document: BATCH });
  });

  it("refuses an id that is none, and says which", () => {
    expect(batch({ type: "STOP", servers: [server, { id: "../x" }] })).toMatchObject({
      field: "servers[1].id",
    });
    expect(batch({ type: "STOP", servers: [{}] })).toMatchObject({ field: "servers[0].id" });
    expect(batch({ type: "STOP", servers: ["x"] })).toMatchObject({ field: "servers[0]" });
  });
});

describe("start and rename", () => {
  it("a start takes an empty object, but not nothing", () => {
    const start = (body: unknown) => brokenRuleOf("StartDevServer", "huaweicloud", body);
    expect(start({})).toBeUndefined();
    expect(start({ arch: "ARM", charging_mode: "COMMON", server_type: "BMS" })).toBeUndefined();
    expect(start(undefined)).toMatchObject({ field: "body", rule: "mandatory: an object" });
    expect(start({ arch: "arm" })).toMatchObject({ field: "arch" });
    expect(start({ force: true })).toMatchObject({ field: "force", rule: "unknown field" });
  });

  it("a rename takes the name alone", () => {
    const rename = (body: unknown) => brokenRuleOf("UpdateDevServer", "huaweicloud", body);
    expect(rename({ name: "a" })).toBeUndefined();
    expect(rename({})).toMatchObject({ field: "name" });
    expect(rename({ name: "a", flavor: "b" })).toMatchObject({ field: "flavor", rule: "unknown field" });
  });

  it("calls without a body refuse one", () => {
    expect(brokenRuleOf("StopDevServer", "huaweicloud", {})).toMatchObject({ field: "body" });
    expect(checkRequest("StopDevServer", "huaweicloud", undefined)).toBeUndefined();
  });
});

describe("queries of lists", () => {
  it.each([
    [{ limit: 0 }],
    [{ limit: 1024, offset: 2_147_483_647, sort_dir: "DESC", sort_key: "updateTime" }],
    [{ owner: "15dda26361214ca2a5953917d2f48ffb" }],
  ])("ListDevServers takes %j", (query) => {
    expect(checkQuery("ListDevServers", "huaweicloud", query)).toEqual(query);
  });

  it.each([
    [{ limit: 1025 }, "limit"],
    [{ limit: -1 }, "limit"],
    [{ limit: "ten" }, "limit"],
    [{ offset: 2_147_483_648 }, "offset"],
    [{ sort_dir: "asc" }, "sort_dir"],
    [{ sort_key: "name" }, "sort_key"],
    [{ owner: "A B" }, "owner"],
    [{ status: "RUNNING" }, "status"],
  ])("ListDevServers refuses %j", (query, field) => {
    expect(() => checkQuery("ListDevServers", "huaweicloud", query)).toThrow(new RegExp(`^${field}: `));
  });

  it("reads digits as a number, as a server sees them", () => {
    expect(checkQuery("ListDevServers", "huaweicloud", { limit: "10" })).toEqual({ limit: 10 });
  });

  it("ListHyperinstances has no limit of 0", () => {
    expect(() => checkQuery("ListHyperinstances", "huaweicloud", { limit: 0 })).toThrow(/^limit: 1 to 1,024/);
  });

  it("ListAllDevServers takes none at all", () => {
    expect(checkQuery("ListAllDevServers", "huaweicloud", {})).toBeUndefined();
    expect(() => checkQuery("ListAllDevServers", "huaweicloud", { limit: 1 })).toThrow(/takes none/);
  });
});
