import { describe, expect, it } from "vitest";
import { resolveOwner } from "../../../lib/core/owner.ts";
import type { OwnerRule } from "../../../lib/domain/policy.ts";
import { notebook } from "../../fixtures/resources.ts";

const NOBODY = { owner: null, team: null };
const BY_NAME: OwnerRule = { kind: "name", pattern: "^(?<team>[a-z]+)-(?<owner>[a-z]+)-" };
const anna = { user: { id: "u-101", name: "anna" } };

function table(rows: Extract<OwnerRule, { kind: "table" }>["rows"]): OwnerRule {
  return { kind: "table", rows };
}

describe("resolveOwner", () => {
  it("finds nobody when there is no rule", () => {
    expect(resolveOwner(notebook(anna), [], {})).toEqual(NOBODY);
  });

  it.each([
    ["user.name", "anna"],
    ["user.id", "u-101"],
    ["tag:owner", "bert"],
  ])("reads the owner from the field %s", (field, owner) => {
    const machine = notebook({ ...anna, tags: { owner: "bert" } });
    expect(resolveOwner(machine, [{ kind: "field", field }], {})).toEqual({ owner, team: null });
  });

  it.each(["user.name", "user.id", "tag:owner"])("finds nobody in an empty field %s", (field) => {
    const machine = notebook({ tags: { owner: "" }, user: { id: null, name: "" } });
    expect(resolveOwner(machine, [{ kind: "field", field }], {})).toEqual(NOBODY);
  });

  it("reads names of any script by the classes of Unicode", () => {
    const pattern = "^(?<owner>\\p{L}+)-";
    expect(resolveOwner(notebook({ name: "zoë-1" }), [{ kind: "name", pattern }], {}).owner).toBe("zoë");
  });

  it("reads owner and team from the groups of the name", () => {
    expect(resolveOwner(notebook({ name: "vision-anna-7" }), [BY_NAME], {})).toEqual({
      owner: "anna",
      team: "vision",
    });
  });

  it.each([
    ["that does not match", BY_NAME.pattern, "x"],
    ["without groups", "^vision", "vision-anna-7"],
    ["whose group is empty", "^vision-(?<owner>[0-9]*)", "vision-anna-7"],
  ])("finds nobody by a pattern %s", (_what, pattern, name) => {
    expect(resolveOwner(notebook({ name }), [{ kind: "name", pattern }], {})).toEqual(NOBODY);
  });

  it.each(["prod/notebook/nb-1", "nb-1", "vision-anna-nb-1"])("finds a row of the table by %s", (key) => {
    const rows = { [key]: { owner: "cara", team: "speech" } };
    expect(resolveOwner(notebook(), [table(rows)], {})).toEqual({ owner: "cara", team: "speech" });
  });

  it("takes no machine for a row of the table because of what its name means to the language", () => {
    expect(resolveOwner(notebook({ name: "constructor", id: "toString" }), [table({})], {})).toEqual(NOBODY);
    const rows = { undefined: { owner: "cara", team: null } };
    expect(resolveOwner(notebook(), [table(rows)], {})).toEqual(NOBODY);
  });

  it("lets the first rule that finds an owner win", () => {
    const rules = [table({}), table({ "nb-1": { owner: "cara", team: null } }), BY_NAME];
    expect(resolveOwner(notebook(), rules, {}).owner).toBe("cara");
  });

  it("takes the team from any rule that tells one, whoever found the owner", () => {
    const rules = [table({ "nb-1": { owner: "cara", team: null } }), BY_NAME];
    expect(
      resolveOwner(notebook(), rules, { speech: { members: ["cara"], zone: null, calendar: null } }),
    ).toEqual({
      owner: "cara",
      team: "vision",
    });
  });

  it("takes the team from the members when no rule tells one", () => {
    const rules = [table({ "nb-1": { owner: "cara", team: null } })];
    const teams = {
      new: { members: [], zone: null, calendar: null },
      vision: { members: ["anna"], zone: null, calendar: null },
      speech: { members: ["bert", "cara"], zone: null, calendar: null },
    };
    expect(resolveOwner(notebook({ tags: { team: "other" } }), rules, teams).team).toBe("speech");
  });

  it("takes the team from the tag when the owner is in no team", () => {
    const rules = [table({ "nb-1": { owner: "cara", team: null } })];
    expect(resolveOwner(notebook({ tags: { team: "ops" } }), rules, {}).team).toBe("ops");
  });
});
