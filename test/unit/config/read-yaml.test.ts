import { describe, expect, it } from "vitest";
import { readYaml } from "../../../lib/config/read-yaml.ts";

function faultsOf(text: string): readonly string[] {
  const read = readYaml(text);
  if (read.ok) throw new Error("the text was accepted");
  return read.faults.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

function documentOf(text: string) {
  const read = readYaml(text);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.document;
}

describe("texts that are not YAML, or not a config's", () => {
  it.each([
    ["a: 1\nb: 2\na: 3\n", "3:1 a stands twice"],
    ["a:\n  b: 1\n  b: 2\n", "3:3 b stands twice"],
    ["x: { a: 1, a: 2 }\n", "1:12 a stands twice"],
    ["a:\n\tb: 1\n", "2:1 a tab stands where the line is indented"],
    ["a: [1, 2\n", "2:1 the indentation or a closing bracket is wrong here"],
    ["a: b: c\n", "1:4 a second colon makes no sense here"],
    ["a: @x\n", "1:4 a value cannot begin with this character"],
    ['where: "env" in tags\n', "1:14 the value ended before this"],
    ["where: !known(owner)\n", "1:8 a word that begins with ! is a YAML tag, and this one is unknown"],
    ["a: 1\n---\nb: 2\n", "2:1 a second document begins here"],
    ["? [a, b]\n: 1\n", "1:1 a key must be a plain text"],
    ["{ [a]: 1 }\n", "1:3 a key must be a plain text"],
    ["a: *nobody\n", "1:4 *nobody names nothing"],
    ["a: &x { b: *x }\n", "1:12 *x contains itself"],
    ["a: 'open\n", "2:1 a closing quote or bracket is missing"],
    ["%YAML 3.0\n---\na: 1\n", "1:7 this YAML directive is not known"],
  ])("%j", (text, fault) => {
    expect(faultsOf(text)).toContain(fault);
  });

  it("tells every doubled key, but only the first break of the grammar", () => {
    expect(faultsOf("a: 1\na: 2\nb: 1\nb: 2\n")).toEqual(["2:1 a stands twice", "4:1 b stands twice"]);
    expect(faultsOf('a: "x" in y\nb: "x" in y\nb: 1\n')).toHaveLength(1);
  });

  it("refuses aliases that multiply", () => {
    const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    const bomb = names.map((name, index) => {
      const inner = index === 0 ? '"x"' : `*${names[index - 1]}`;
      return `${name}: &${name} [${Array.from({ length: 9 }, () => inner).join(", ")}]\n`;
    });
    expect(faultsOf(bomb.join(""))).toEqual(["1:1 aliases multiply the text too often"]);
  });
});

describe("places", () => {
  const text = `version: 1
targets:
  prod: { cloud: otc, region: "eu-de" }
list:
  - one
  - key: two
`;
  const { value, locate } = documentOf(text);

  it("are those of the key or of the value", () => {
    expect(value).toMatchObject({ targets: { prod: { cloud: "otc" } }, list: ["one", { key: "two" }] });
    expect(locate(["targets", "prod", "cloud"], "key")).toEqual({ line: 3, column: 11 });
    expect(locate(["targets", "prod", "cloud"], "value")).toEqual({ line: 3, column: 18 });
    expect(locate(["targets", "prod", "region"], "value")).toEqual({ line: 3, column: 31 });
    expect(locate(["list", 0], "value")).toEqual({ line: 5, column: 5 });
    expect(locate(["list", 1, "key"], "value")).toEqual({ line: 6, column: 10 });
  });

  it("are those of the nearest parent's key where nothing stands", () => {
    expect(locate(["targets", "prod", "project"], "value")).toEqual({ line: 3, column: 3 });
    expect(locate(["targets", "prod", "project", "deeper"], "key")).toEqual({ line: 3, column: 3 });
    expect(locate(["nothing"], "key")).toEqual({ line: 1, column: 1 });
    expect(locate(["list", 7], "value")).toEqual({ line: 4, column: 1 });
  });

  it("follow aliases to where the value stands", () => {
    const aliased = documentOf("a: &x { b: 1 }\nc: *x\n");
    expect(aliased.locate(["c", "b"], "value")).toEqual({ line: 1, column: 12 });
  });

  it("find numeric keys", () => {
    expect(documentOf("a: { 5: x }\n").locate(["a", "5"], "value")).toEqual({ line: 1, column: 9 });
  });
});
