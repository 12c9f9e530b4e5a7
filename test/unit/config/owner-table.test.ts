import { describe, expect, it } from "vitest";
import { OWNER_TABLE_LIMITS, readOwnerTable } from "../../../lib/config/owner-table.ts";

describe("readOwnerTable", () => {
  it("reads owners and teams", () => {
    expect(readOwnerTable("resource,owner,team\na,anna,vision\nb,ben,\n")).toEqual({
      rows: { a: { owner: "anna", team: "vision" }, b: { owner: "ben", team: null } },
      problems: [],
    });
  });

  it("needs no team, and does not mind spaces, empty lines, Windows line ends and a byte order mark", () => {
    const text = "\uFEFFResource, Owner\r\n\r\n a , anna \r\n";
    expect(readOwnerTable(text)).toEqual({ rows: { a: { owner: "anna", team: null } }, problems: [] });
  });

  it("reads quoted fields", () => {
    const { rows } = readOwnerTable('resource,owner\n"a,b","x ""y"""\n');
    expect(rows).toEqual({ "a,b": { owner: 'x "y"', team: null } });
  });

  it.each([
    ["", 1, "the first line must be resource,owner or resource,owner,team"],
    ["owner,resource\n", 1, "the first line must be resource,owner or resource,owner,team"],
    ["resource,owner,group\n", 1, "the first line must be resource,owner or resource,owner,team"],
    ["resource,owner,team,more\n", 1, "the first line must be resource,owner or resource,owner,team"],
    ["\nresource;owner\n", 2, "the first line must be resource,owner or resource,owner,team"],
    ["resource,owner\na,b,c\n", 2, "has 3 fields, the first line 2"],
    ["resource,owner\na,\n", 2, "resource and owner must not be empty"],
    ["resource,owner\n,b\n", 2, "resource and owner must not be empty"],
    ["resource,owner\na,x\nb,y\na,z\n", 4, "a stands in line 2 already"],
    ['resource,owner\n"a,b\n', 2, "a quote is out of place"],
    ['resource,owner\na"b,c\n', 2, "a quote is out of place"],
  ])("tells what is wrong with %j", (text, line, message) => {
    expect(readOwnerTable(text).problems).toEqual([{ line, message }]);
  });

  it("tells every broken row", () => {
    const { problems } = readOwnerTable('resource,owner\na\n"\nb,x\nb,y\n');
    expect(problems.map(({ line }) => line)).toEqual([2, 3, 5]);
  });

  it("knows nothing of what every object inherits", () => {
    const { rows } = readOwnerTable("resource,owner\n__proto__,eve\nconstructor,mallory\n");
    expect(Object.keys(rows)).toEqual(["__proto__", "constructor"]);
    expect(rows["toString"]).toBeUndefined();
    expect({}).not.toHaveProperty("owner");
  });

  it("has limits", () => {
    expect(readOwnerTable("x".repeat(OWNER_TABLE_LIMITS.characters + 1)).problems).toEqual([
      { line: 1, message: "is larger than 8 MB" },
    ]);
    const rows = "a,b\n".repeat(OWNER_TABLE_LIMITS.rows + 1);
    expect(readOwnerTable(`resource,owner\n${rows}`).problems).toEqual([
      { line: 1, message: "has more than 100000 rows" },
    ]);
  });
});
