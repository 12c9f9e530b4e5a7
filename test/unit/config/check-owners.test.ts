import { describe, expect, it } from "vitest";
import { errorsOf, load, TARGETS, told, warningsOf } from "./load.ts";

const HEAD = "version: 1\ntargets: { lab: { cloud: otc, region: eu-de, project: p } }\n";

describe("owner rules", () => {
  it.each([
    ["{}", "4:5 this rule says nothing | write one of field, name, csv"],
    [
      "{ field: user.name, name: '(?<owner>a)' }",
      "4:5 field and name are two rules in one | give each its own hyphen",
    ],
    ["field: user.email", "4:12 field must be user.name, user.id or tag:KEY"],
    ["feild: user.name", '4:5 there is no key "feild" in owners.0 | did you mean "field"?'],
    [
      "name: '^(?<team>[a-z]+)-'",
      "4:11 name needs a group that says which part is the owner | for example ^(?<owner>[a-z]+)-",
    ],
    [
      "name: '(?<owner>(a+)+)'",
      "4:11 name repeats something that repeats itself, as in (a+)+; that can take for ever on some names",
    ],
    ["user.name", "4:5 entry 1 of owners must be a block of keys, not a text"],
  ])("%s", async (rule, expected) => {
    expect((await errorsOf(`${HEAD}owners:\n  - ${rule}\n`)).map(told)).toContain(expected);
  });

  it("tells why a pattern is broken", async () => {
    const [error] = await errorsOf(`${HEAD}owners:\n  - name: '(?<owner>'\n`);
    expect(error?.message).toMatch(/^name is not a regular expression: .*Unterminated group/);
  });
});

describe("owner tables", () => {
  const text = `${HEAD}owners:\n  - field: user.name\n  - csv: people/owners.csv\n`;
  const withTable = (table: string) => ({
    path: "conf/curfew.yaml",
    files: { "conf/people/owners.csv": table },
  });

  it("are read relative to the config", async () => {
    const loaded = await load(text, withTable("resource,owner,team\nml-1,anna,vision\nml-2,ben,\n"));
    expect(loaded.ok && loaded.config.owners[1]).toEqual({
      kind: "table",
      rows: { "ml-1": { owner: "anna", team: "vision" }, "ml-2": { owner: "ben", team: null } },
    });
  });

  it("do not give an owner to a machine that is named like a function of every object", async () => {
    const loaded = await load(text, withTable("resource,owner\nml-1,anna\n"));
    const rule = loaded.ok ? loaded.config.owners[1] : undefined;
    expect(rule?.kind === "table" && rule.rows["constructor"]).toBeUndefined();
  });

  it("that are not there are told at the place that names them", async () => {
    expect((await errorsOf(text)).map(told)).toEqual([
      "5:10 people/owners.csv: there is no such file | the path is relative to this config",
    ]);
  });

  it("have their own lines told", async () => {
    const errors = await errorsOf(text, { files: { "people/owners.csv": "resource,owner\nml-1\n" } });
    expect(errors.map(told)).toEqual(["5:10 people/owners.csv:2: resource and owner must not be empty"]);
  });
});

describe("teams", () => {
  it("warn of somebody who is in two", async () => {
    const warnings = await warningsOf(
      `${HEAD}teams:\n  vision: { members: [anna, ben] }\n  speech: { members: [carla, ben] }\n`,
    );
    expect(warnings.map(told)).toEqual([
      "5:30 ben is in vision too, and the first team counts | keep one of them",
    ]);
  });
});

describe("enforcing without owners", () => {
  const policy = "policies: { a: { on: { every: 1h }, resource: notebook, then: stop, mode: enforce } }\n";

  it("is warned of, since nothing would ever be done", async () => {
    const [warning] = await warningsOf(`${HEAD}${policy}`);
    expect(warning).toMatchObject({ line: 3, path: "policies.a.mode" });
    expect(await warningsOf(`${HEAD}owners: [{ field: user.name }]\n${policy}`)).toEqual([]);
  });

  it.each([
    ["{ field: user.name }", ["dev-server or supernode"]],
    ['{ field: "tag:owner" }', ["legacy-notebook or supernode"]],
    ['{ field: user.name }, { field: "tag:owner" }', ["supernode"]],
    ["{ name: '^(?<owner>[a-z]+)-' }", []],
  ])("is warned of where %s finds nobody", async (rules, lost) => {
    const kinds = "[notebook, legacy-notebook, dev-server, supernode]";
    const all = policy.replace("resource: notebook", `resource: ${kinds}`);
    const head = TARGETS.slice(0, TARGETS.indexOf("owners"));
    const warnings = await warningsOf(`${head}owners: [${rules}]\n${all}`);
    expect(warnings.map(({ path, message }) => [path, message])).toEqual(
      lost.map((kind) => [
        "policies.a.resource",
        `no rule under owners can find the owner of a ${kind}, whose list does not tell it; it is only observed`,
      ]),
    );
    expect(await warningsOf(`${head}owners: [${rules}]\n${all.replace("enforce", "observe")}`)).toEqual([]);
  });

  it("is fine for what takes nothing away", async () => {
    expect(await warningsOf(`${HEAD}${policy.replace("stop", "start")}`)).toEqual([]);
  });
});
