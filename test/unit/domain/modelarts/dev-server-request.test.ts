import { describe, expect, it } from "vitest";
import { withValueAt } from "../../../fixtures/at-path.ts";
import { brokenRuleOf } from "../../../fixtures/broken-rule-of.ts";
import { FULL_SERVER, SUPERNODE } from "../../../fixtures/modelarts-requests.ts";

const CREATE = '"Creating a DevServer Instance", 2025-08-20';
const REINSTALL = '"Reinstalling the OS Image of the DevServer Server", 2025-08-20';
const BATCH = '"Performing Operations on DevServer Instances in Batches", 2025-11-19';
const SDK = '"huaweicloud-sdk-nodejs-v3, modelarts v1", 2026-07';

const create = (body: unknown) => brokenRuleOf("CreateDevServer", "huaweicloud", body);
const bytes = (count: number) => Buffer.alloc(count, "a").toString("base64");

const NAME = "1 to 64 letters, digits, hyphens (-), underscores (_) and periods (.)";
const LONG = "1 to 256 letters, digits, hyphens (-), underscores (_) and periods (.)";
const UUID = "a string of 36 characters in UUID format";
const DISK = "one of ESSD, GPSSD, SAS, SATA, SSD";

/** Field, values that the page allows, values that it does not, the rule and where it stands. */
const allow = (
  field: string,
  good: readonly unknown[],
  bad: readonly unknown[],
  rule: string,
  document: string = CREATE,
) => ({ field, good, bad, rule, document });

const RULES = [
  allow("name", ["a", "A-b_c.9", "x".repeat(64)], ["", "x".repeat(65), "a b", "a/b", "ä", 7, null], NAME),
  allow(
    "flavor",
    ["a", "Si2.large.4", "x".repeat(128)],
    ["", "x".repeat(129), "a-b", "a_b", 1],
    "1 to 128 letters, digits and periods (.)",
  ),
  allow(
    "image_id",
    ["C90FB553-2cdb-4b81-b56a-ef68812c6cf7"],
    ["", "c90fb553", "g90fb553-2cdb-4b81-b56a-ef68812c6cf7", 1],
    UUID,
  ),
  allow("availability_zone", ["az-1_a.b", "x".repeat(256)], ["", "x".repeat(257), "a b"], LONG),
  allow(
    "enterprise_project_id",
    ["0", "x".repeat(36)],
    ["", "x".repeat(37), "a/b"],
    "1 to 36 letters, digits, hyphens (-), underscores (_) and periods (.)",
  ),
  allow("server_type", ["BMS", "ECS"], ["HP", "ecs", ""], "one of BMS, ECS, HPS"),
  allow("arch", ["X86", "ARM"], ["x86", "AARCH64"], "one of X86, ARM"),
  allow("count", [1, 10], [0, 11, 100, -1, 1.5, "2"], "1 to 10, not for supernodes", SDK),
  allow("network.vpc_id", [], ["x", 1], UUID),
  allow("network.subnet_id", [], ["x", null], UUID),
  allow("network.security_group_id", [], [""], UUID),
  allow("network.roce_id", [], ["x"], UUID),
  allow("network.ipv6_enable", [true, false], ["true", 1], "true or false"),
  allow("root_volume.size", [100, 1024], [99, 1025, 100.5, "100"], "100 to 1,024 GB"),
  allow("root_volume.type", ["ESSD", "GPSSD", "SAS", "SATA", "SSD"], ["ssd", "NVME"], DISK),
  allow("data_volume.size", [100, 32_768], [99, 32_769, "100"], "100 to 32,768 GB"),
  allow("data_volume.type", ["SAS"], ["HDD"], DISK),
  allow("data_volume.count", [1, 8], [0, 9, 1.5], "1 to 8"),
  allow(
    "charging_info.charging_mode",
    ["COMMON", "POST_PAID", "PRE_PAID"],
    ["PREPAID"],
    "one of COMMON, POST_PAID, PRE_PAID",
  ),
  allow("charging_info.is_auto_pay", [true], ["yes"], "true or false"),
  allow("charging_info.is_auto_renew", [false], [0], "true or false"),
  allow("charging_info.period_num", [1, 11], [0, 12, 1.5], "1 to 11"),
  allow(
    "charging_info.period_type",
    ["ABSOLUTE", "DAY", "HOUR", "MONTH", "WEEK", "YEAR"],
    ["QUARTER"],
    "one of ABSOLUTE, DAY, HOUR, MONTH, WEEK, YEAR",
  ),
  allow(
    "userdata",
    ["", bytes(1), bytes(32_768)],
    ["not base64!", "abc", bytes(32_769), 5],
    "base64 of at most 32 KB (32,768 bytes before encoding)",
    BATCH,
  ),
];

describe("CreateDevServerRequest", () => {
  it.each(RULES)(
    "$field: the page's values pass, others are refused with its words",
    ({ field, good, bad, rule, document }) => {
      expect(create(FULL_SERVER)).toBeUndefined();
      for (const value of good)
        expect(create(withValueAt(FULL_SERVER, field, value)), String(value)).toBeUndefined();
      for (const value of bad) {
        const expected = { field, rule, document };
        expect(create(withValueAt(FULL_SERVER, field, value)), String(value)).toEqual(expected);
      }
    },
  );

  it.each([
    ["name"],
    ["image_id"],
    ["network"],
    ["network.vpc_id"],
    ["network.subnet_id"],
    ["network.security_group_id"],
    ["data_volume.size"],
    ["data_volume.type"],
    ["data_volume.count"],
    ["charging_info.charging_mode"],
    ["charging_info.period_num"],
    ["charging_info.period_type"],
  ])("%s is mandatory", (field) => {
    const broken = create(withValueAt(FULL_SERVER, field, undefined));
    expect(broken).toEqual({ field, rule: expect.stringMatching(/^mandatory: /), document: CREATE });
  });

  it.each([
    ...["server_type", "arch", "availability_zone", "count", "enterprise_project_id", "userdata"],
    ...["root_volume", "root_volume.size", "root_volume.type", "data_volume", "charging_info"],
    ...["charging_info.is_auto_pay", "charging_info.is_auto_renew", "network.ipv6_enable", "network.roce_id"],
  ])("%s may be left out", (field) => {
    expect(create(withValueAt(FULL_SERVER, field, undefined))).toBeUndefined();
  });

  it.each([["colour"], ["network.vpc"], ["root_volume.sise"], ["data_volume.id"], ["charging_info.mode"]])(
    "refuses the unknown field %s",
    (field) => {
      const broken = create(withValueAt(FULL_SERVER, field, "x"));
      expect(broken).toEqual({ field, rule: "unknown field", document: CREATE });
    },
  );

  it("takes exactly one of flavor and resource_flavor", () => {
    const rule = "exactly one of flavor and resource_flavor must be specified";
    const resource = { ...FULL_SERVER, flavor: undefined, resource_flavor: "bms.kunpeng_920-4" };
    expect(create(resource)).toBeUndefined();
    expect(create({ ...resource, flavor: "a" })).toEqual({ field: "flavor", rule, document: SDK });
    expect(create({ ...FULL_SERVER, flavor: undefined })).toEqual({ field: "flavor", rule, document: SDK });
  });

  it("takes user_data and userdata, but not both", () => {
    const { userdata, ...rest } = FULL_SERVER;
    expect(create({ ...rest, user_data: userdata })).toBeUndefined();
    expect(create({ ...FULL_SERVER, user_data: userdata })).toMatchObject({
      field: "userdata",
      document: SDK,
    });
  });

  it("says in which document the rules of the newer ones stand", () => {
    expect(create({ ...FULL_SERVER, count: 11 })?.document).toBe(SDK);
    expect(create({ ...FULL_SERVER, userdata: "?" })?.document).toBe(BATCH);
    expect(create({ ...FULL_SERVER, name: "?" })?.document).toBe(CREATE);
  });
});

describe("the password", () => {
  const withPass = (admin_pass: unknown) => create({ ...FULL_SERVER, admin_pass });

  it.each([
    ["@DevServer"],
    ["Abcdefg1"],
    ["abcdefg1!"],
    ["ABCDEFG1?"],
    [`Aa1${"x".repeat(23)}`],
    ["Aa !@%-_=+"],
  ])("may be %s", (password) => {
    expect(withPass(password)).toBeUndefined();
  });

  it.each([
    ["too short", "Abcdef1"],
    ["too long", `Aa1${"x".repeat(24)}`],
    ["of one kind", "abcdefgh"],
    ["of two kinds", "Abcdefgh"],
    ["of two kinds and characters that do not count", "Abcdefgh#~"],
    ["with root in it", "Xroot1234!"],
    ["with root backwards in it", "Xtoor1234!"],
    ["with administrator in it", "1!administrator"],
    ["with Administrator in it", "1!Administrator"],
    ["with administrator backwards in it", "1A!rotartsinimda"],
    ["a number", 12_345_678],
  ])("must not be %s", (_, password) => {
    expect(withPass(password)).toEqual({
      field: "admin_pass",
      rule: expect.stringContaining("8 to 26 characters with at least three of"),
      document: CREATE,
    });
  });
});

describe("the login", () => {
  it("is a password or a key pair, never both, never neither", () => {
    const { admin_pass, ...bare } = FULL_SERVER;
    expect(create({ ...bare, key_pair_name: "KeyPair-3d6a" })).toBeUndefined();
    expect(create({ ...bare, admin_pass, key_pair_name: "KeyPair-3d6a" })).toEqual({
      field: "admin_pass",
      rule: "admin_pass and key_pair_name cannot exist at the same time",
      document: CREATE,
    });
    expect(create(bare)).toEqual({
      field: "admin_pass",
      rule: "either admin_pass or key_pair_name must be specified",
      document: CREATE,
    });
  });

  it("names a key pair as servers are named", () => {
    expect(create({ ...FULL_SERVER, admin_pass: undefined, key_pair_name: "a b" })).toMatchObject({
      field: "key_pair_name",
      rule: NAME,
    });
  });
});

describe("a supernode", () => {
  it("is created with a key pair and a cluster", () => {
    expect(create(SUPERNODE)).toBeUndefined();
  });

  it("never has a password", () => {
    expect(create({ ...SUPERNODE, key_pair_name: undefined, admin_pass: "@DevServer" })).toMatchObject({
      field: "admin_pass",
      rule: expect.stringContaining("only using key pairs"),
    });
    expect(create({ ...SUPERNODE, key_pair_name: undefined })).toMatchObject({ field: "key_pair_name" });
  });

  it("has no count", () => {
    expect(create({ ...SUPERNODE, count: 1 })).toEqual({
      field: "count",
      rule: "1 to 10, not for supernodes",
      document: SDK,
    });
  });

  it("needs its cluster, in one place or the other", () => {
    expect(create({ ...SUPERNODE, hps_cluster_id: undefined })).toMatchObject({ field: "hps_cluster_id" });
    const network = { ...SUPERNODE.network, hyper_cluster: { id: SUPERNODE.hps_cluster_id } };
    expect(create({ ...SUPERNODE, hps_cluster_id: undefined, network })).toBeUndefined();
  });

  it("is recognised by its cluster when no type is given", () => {
    const untyped = { ...SUPERNODE, server_type: undefined };
    expect(create(untyped)).toBeUndefined();
    expect(create({ ...untyped, key_pair_name: undefined, admin_pass: "@DevServer" })).toMatchObject({
      field: "admin_pass",
    });
  });

  it("alone has a cluster", () => {
    const hps_cluster_id = "0f3f6f1e-6f0b-4c0e-9c8e-4e0b1a2b3c4d";
    expect(create({ ...FULL_SERVER, hps_cluster_id })).toMatchObject({
      field: "hps_cluster_id",
      rule: "used only for creating HPS servers",
    });
    expect(create({ ...SUPERNODE, hps_cluster_id: "x" })).toMatchObject({
      field: "hps_cluster_id",
      rule: UUID,
    });
  });
});

describe("OS requests", () => {
  const reinstall = (body: unknown) => brokenRuleOf("ReinstallDevServerOS", "huaweicloud", body);
  const change = (body: unknown) => brokenRuleOf("ChangeDevServerOS", "huaweicloud", body);
  const image_id = "c90fb553-2cdb-4b81-b56a-ef68812c6cf7";

  it("reinstall with a password or a key pair, and nothing else needed", () => {
    expect(reinstall({ admin_pass: "@Admin_pass" })).toBeUndefined();
    expect(reinstall({ key_pair_name: "k", image_id, user_data: bytes(32_768) })).toBeUndefined();
    expect(reinstall({})).toMatchObject({ field: "admin_pass", document: REINSTALL });
    expect(reinstall({ admin_pass: "@Admin_pass", key_pair_name: "k" })).toMatchObject({
      field: "admin_pass",
    });
  });

  it.each([
    ["admin_pass", "short", /8 to 26/],
    ["key_pair_name", "a b", /1 to 64/],
    ["image_id", "x", /UUID/],
    ["user_data", bytes(32_769), /32 KB/],
    ["userdata", "", /unknown field/],
  ])("refuse a wrong %s", (field, value, rule) => {
    const login = field === "admin_pass" || field === "key_pair_name" ? {} : { key_pair_name: "k" };
    expect(reinstall({ ...login, [field]: value })).toMatchObject({
      field,
      rule: expect.stringMatching(rule),
    });
  });

  it("change needs the image", () => {
    expect(change({ key_pair_name: "k", image_id })).toBeUndefined();
    expect(change({ key_pair_name: "k" })).toMatchObject({ field: "image_id", document: SDK });
    expect(change({ image_id })).toMatchObject({ field: "admin_pass" });
  });

  it("of a supernode take a key pair only", () => {
    const hyper = (body: unknown) => brokenRuleOf("ChangeHyperinstanceOS", "huaweicloud", body);
    expect(hyper({ key_pair_name: "k", image_id })).toBeUndefined();
    expect(hyper({ admin_pass: "@Admin_pass", image_id })).toMatchObject({ field: "admin_pass" });
    expect(hyper({ image_id })).toMatchObject({ field: "key_pair_name" });
    expect(hyper({ key_pair_name: "k" })).toMatchObject({ field: "image_id" });
  });
});
