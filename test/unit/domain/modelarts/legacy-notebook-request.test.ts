import { describe, expect, it } from "vitest";
import type { Cloud } from "../../../../lib/domain/clouds.ts";
import { checkQuery, checkRequest } from "../../../../lib/domain/modelarts/check-request.ts";
import { withValueAt } from "../../../fixtures/at-path.ts";
import { brokenRuleOf } from "../../../fixtures/broken-rule-of.ts";
import { FULL_LEGACY_NOTEBOOK } from "../../../fixtures/modelarts-requests.ts";

const CLOUDS = ["huaweicloud", "otc"] as const;
const DOCUMENT = {
  huaweicloud: '"Creating a Development Environment Instance", 2023-12',
  otc: '"Creating a Development Environment Instance (OTC)", 2025-08',
};
const create = (cloud: Cloud, body: unknown) => brokenRuleOf("CreateLegacyNotebook", cloud, body);
const withStorage = (storage: unknown) => withValueAt(FULL_LEGACY_NOTEBOOK, "spec.storage", storage);

const allow = (field: string, good: readonly unknown[], bad: readonly unknown[], rule: string) => {
  return CLOUDS.map((cloud) => ({ cloud, field, good, bad, rule }));
};
const DURATION = "3,600 to 86,400 seconds";

const RULES = [
  ...allow(
    "name",
    ["a", "A-b_9", "x".repeat(64)],
    ["", "x".repeat(65), "a.b", "a b", 1],
    "1 to 64 letters, digits, hyphens (-) and underscores (_)",
  ),
  ...allow(
    "description",
    ["", "x".repeat(512), "a (b) c; d"],
    ["x".repeat(513), ..."&<>\"'/"],
    "at most 512 characters, none of & < > \" ' /",
  ),
  ...allow("spec.auto_stop.enable", [true, false], ["true", 1], "true or false"),
  ...allow("spec.auto_stop.duration", [3600, 86_400], [3599, 86_401, 3600.5, "3600"], DURATION),
  ...allow("spec.auto_stop.prompt", [true], ["no"], "true or false"),
  ...allow("spec.annotations", [{}], ["x"], "a map of texts"),
];

describe("CreateLegacyNotebookRequest", () => {
  it.each(RULES)("$cloud, $field: the page's values pass, others are refused", (row) => {
    const { cloud, field, good, bad, rule } = row;
    for (const value of good)
      expect(create(cloud, withValueAt(FULL_LEGACY_NOTEBOOK, field, value))).toBeUndefined();
    for (const value of bad) {
      expect(create(cloud, withValueAt(FULL_LEGACY_NOTEBOOK, field, value)), String(value)).toEqual({
        field,
        rule,
        document: DOCUMENT[cloud],
      });
    }
  });

  it.each([
    ["name"],
    ["profile_id"],
    ["flavor"],
    ["spec"],
    ["spec.storage"],
    ["spec.storage.type"],
    ["pool.id"],
  ])("%s is mandatory", (field) => {
    for (const cloud of CLOUDS) {
      expect(create(cloud, withValueAt(FULL_LEGACY_NOTEBOOK, field, undefined))).toMatchObject({
        field,
        rule: expect.stringMatching(/^mandatory/),
      });
    }
  });

  it.each([
    ...[
      "description",
      "spec.auto_stop",
      "spec.auto_stop.enable",
      "spec.auto_stop.prompt",
      "spec.annotations",
    ],
    ...["workspace", "workspace.id", "pool", "pool.type", "pool.name", "pool.owner", "pool.owner.project_id"],
    ...["ai_project", "ai_project.id"],
  ])("%s may be left out", (field) => {
    expect(create("otc", withValueAt(FULL_LEGACY_NOTEBOOK, field, undefined))).toBeUndefined();
  });

  it.each([["colour"], ["spec.gpu"], ["spec.storage.size"], ["spec.auto_stop.after"], ["pool.size"]])(
    "refuses the unknown field %s",
    (field) => {
      const broken = create("huaweicloud", withValueAt(FULL_LEGACY_NOTEBOOK, field, 1));
      expect(broken).toMatchObject({ field, rule: "unknown field" });
    },
  );
});

describe("auto_stop", () => {
  const withAutoStop = (auto_stop: unknown) => withValueAt(FULL_LEGACY_NOTEBOOK, "spec.auto_stop", auto_stop);

  it.each(CLOUDS)("needs a duration when it is enabled (%s)", (cloud) => {
    expect(create(cloud, withAutoStop({ enable: true }))).toEqual({
      field: "spec.auto_stop.duration",
      rule: `mandatory when enable is true: ${DURATION}`,
      document: DOCUMENT[cloud],
    });
  });

  it("needs none otherwise", () => {
    expect(create("otc", withAutoStop({ enable: false }))).toBeUndefined();
    expect(create("otc", withAutoStop({}))).toBeUndefined();
    expect(create("otc", withAutoStop({ duration: 7200 }))).toBeUndefined();
  });

  it("follows the same rules in an update", () => {
    const update = (body: unknown) => brokenRuleOf("UpdateLegacyNotebook", "otc", body);
    expect(update({ spec: { auto_stop: { enable: true, duration: 86_400 } } })).toBeUndefined();
    expect(update({ spec: { auto_stop: { enable: true } } })).toMatchObject({
      field: "spec.auto_stop.duration",
    });
    expect(update({ spec: { auto_stop: { duration: 86_401 } } })).toMatchObject({ rule: DURATION });
    expect(update({ description: "a/b" })).toMatchObject({ field: "description" });
  });
});

describe("obs storage", () => {
  const withPath = (path: unknown) => withStorage({ type: "obs", location: { path } });

  it.each([["/example-bucket/dir/"], ["example-bucket/dir/sub/"], ["/aaa/b/"], ["/a.b-c/d e/"]])(
    "may lie in %s",
    (path) => {
      for (const cloud of CLOUDS) expect(create(cloud, withPath(path))).toBeUndefined();
    },
  );

  it.each([
    ["/example-bucket/dir", /must end with a slash/],
    ["/example-bucket/", /not the root directory/],
    ["example-bucket/", /not the root directory/],
    ["/example-bucket//", /not the root directory/],
    ["/", /not the root directory/],
    ["obs://example-bucket/dir/", /valid OBS bucket path/],
    ["/Example_Bucket/dir/", /valid OBS bucket path/],
    [undefined, /mandatory when type is obs/],
  ])("may not lie in %s", (path, rule) => {
    for (const cloud of CLOUDS) {
      const broken = create(cloud, withPath(path));
      expect(broken).toMatchObject({
        field: "spec.storage.location.path",
        rule: expect.stringMatching(rule),
      });
    }
  });

  it("needs a location", () => {
    expect(create("otc", withStorage({ type: "obs" }))).toMatchObject({
      field: "spec.storage.location",
      rule: "mandatory when type is obs",
    });
  });
});

describe("other storage", () => {
  it("is refused by OTC, which takes obs only", () => {
    for (const type of ["evs", "obsfs"]) {
      expect(create("huaweicloud", withStorage({ type }))).toBeUndefined();
      expect(create("otc", withStorage({ type }))).toEqual({
        field: "spec.storage.type",
        rule: "only obs is supported",
        document: DOCUMENT.otc,
      });
    }
    expect(create("huaweicloud", withStorage({ type: "nfs" }))).toMatchObject({
      rule: "one of obs, obsfs, evs",
    });
  });

  it.each([
    [5, true],
    [4096, true],
    [4, false],
    [4097, false],
    [5.5, false],
  ])("an evs disk of %d GB: %s", (volume_size, isAllowed) => {
    const broken = create("huaweicloud", withStorage({ type: "evs", location: { volume_size } }));
    if (isAllowed) expect(broken).toBeUndefined();
    else expect(broken).toMatchObject({ field: "spec.storage.location.volume_size", rule: "5 to 4,096 GB" });
  });

  it("OTC takes no size of a disk", () => {
    const location = { path: "/aaa/b/", volume_size: 5 };
    expect(create("otc", withStorage({ type: "obs", location }))).toMatchObject({
      field: "spec.storage.location.volume_size",
    });
  });

  it("mount path and access mode belong to obsfs", () => {
    const location = { mount_path: "/home/ma-user/work/sub", access_modes: "ReadOnlyMany" };
    expect(create("huaweicloud", withStorage({ type: "obsfs", location }))).toBeUndefined();
    expect(create("huaweicloud", withStorage({ type: "evs", location }))).toMatchObject({
      field: "spec.storage.location.mount_path",
      rule: "valid only when type is obsfs",
    });
    const wrong = { mount_path: "/home/ma-user/workshop", access_modes: "ReadWriteMany" };
    expect(create("huaweicloud", withStorage({ type: "obsfs", location: wrong }))).toMatchObject({
      rule: "/home/ma-user/work or a subdirectory of it",
    });
    expect(
      create("huaweicloud", withStorage({ type: "obsfs", location: { access_modes: "rw" } })),
    ).toMatchObject({ rule: "one of ReadOnlyMany, ReadWriteMany" });
  });

  it("an extended storage is obsfs", () => {
    const extended = (type: string) =>
      withValueAt(FULL_LEGACY_NOTEBOOK, "spec.extend_storage", [{ type, location: { path: "/aaa/b/" } }]);
    for (const cloud of CLOUDS) {
      expect(create(cloud, extended("obsfs"))).toBeUndefined();
      expect(create(cloud, extended("evs"))).toMatchObject({
        field: "spec.extend_storage[0].type",
        rule: "one of obsfs",
      });
    }
  });
});

describe("actions and lists", () => {
  it("OTC knows start and stop only", () => {
    for (const action of ["start", "stop"] as const) {
      for (const cloud of CLOUDS)
        expect(checkRequest("ActOnLegacyNotebook", cloud, { action })).toEqual({ action });
    }
    for (const action of ["restart", "queue", "dequeue"]) {
      expect(brokenRuleOf("ActOnLegacyNotebook", "huaweicloud", { action })).toBeUndefined();
      expect(brokenRuleOf("ActOnLegacyNotebook", "otc", { action })).toMatchObject({
        rule: "one of start, stop",
      });
    }
  });

  it("a list always asks for notebooks", () => {
    expect(checkQuery("ListLegacyNotebooks", "otc", undefined)).toEqual({ de_type: "Notebook" });
    expect(() => checkQuery("ListLegacyNotebooks", "otc", { de_type: "notebook" })).toThrow(
      /one of Notebook/,
    );
  });
});
