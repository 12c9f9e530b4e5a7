import { describe, expect, it } from "vitest";
import type { World } from "../../../../lib/core/conflicts/contradiction.ts";
import { against } from "./terms.ts";

describe("conditions that can never be true", () => {
  it.each([
    ['tags.a == "x" && tags.a == "y"', ['tags.a == "x"', 'tags.a == "y"']],
    ['tags["a"] == "x" && "y" == tags.a', ['tags["a"] == "x"', '"y" == tags.a']],
    ['owner == "a" && owner != "a"', ['owner == "a"', 'owner != "a"']],
    ['owner == "a" && !(owner in ["a", "b"])', ['owner == "a"', '!(owner in ["a", "b"])']],
    ['owner in ["a"] && owner in ["b"]', ['owner in ["a"]', 'owner in ["b"]']],
    ["owner in []", ["owner in []"]],
    ["flavor.gpu > 4 && flavor.gpu < 2", ["flavor.gpu > 4", "flavor.gpu < 2"]],
    ["flavor.gpu > 4 && flavor.gpu <= 4", ["flavor.gpu > 4", "flavor.gpu <= 4"]],
    ["flavor.gpu == 1 && 1 < flavor.gpu", ["flavor.gpu == 1", "1 < flavor.gpu"]],
    ["!(flavor.gpu >= 1) && flavor.gpu == 1", ["!(flavor.gpu >= 1)", "flavor.gpu == 1"]],
    ["lease.enabled && !lease.enabled", ["lease.enabled", "!(lease.enabled)"]],
    [
      'name.startsWith("ml-") && name.startsWith("web-")',
      ['name.startsWith("ml-")', 'name.startsWith("web-")'],
    ],
    ['name.startsWith("ml-") && name == "web"', ['name.startsWith("ml-")', 'name == "web"']],
    ['name.contains("a") && !name.contains("a")', ['name.contains("a")', '!(name.contains("a"))']],
    [
      'name.startsWith("abc") && !name.startsWith("ab")',
      ['name.startsWith("abc")', '!(name.startsWith("ab"))'],
    ],
    ['!known(owner) && owner == "a"', ["!(known(owner))", 'owner == "a"']],
    ["!known(lease) && lease.enabled", ["!(known(lease))", "lease.enabled"]],
    ["known(owner) && !known(owner)", ["known(owner)", "!(known(owner))"]],
    ['"a" in tags && !has(tags.a)', ['"a" in tags', "!(has(tags.a))"]],
    ["size(name) > 3 && !(size(name) > 3)", ["size(name) > 3", "!(size(name) > 3)"]],
    ["false", ["false"]],
    ['kind == "a" && (name == "x" || name == "y") && kind == "b"', ['kind == "a"', 'kind == "b"']],
    ['!(kind == "a" || kind != "a")', ['!(kind == "a")', '!(kind != "a")']],
    ['(kind == "a" ? name == "x" : name == "y") && name == "z"', ['name == "x"', 'name == "z"']],
  ])("%s", (source, parts) => {
    expect(against(source)).toEqual(parts);
  });
});

describe("conditions that may be true", () => {
  it.each([
    'tags.a == "x" || tags.a == "y"',
    'tags.a == "x" && tags.b == "y"',
    'owner != "a" && owner != "b"',
    "flavor.gpu >= 1 && flavor.gpu <= 1",
    "flavor.gpu > 1 && flavor.gpu < 2",
    'name.contains("a") && name.contains("b")',
    'name.startsWith("a") && name.startsWith("ab")',
    'name.startsWith("ab") && !name.startsWith("abc")',
    'name.startsWith("a") && name.endsWith("b")',
    '!known(owner) || owner == "a"',
    "!known(lease) || lease.enabled",
    "known(lease) && !lease.enabled",
    "!known(tags.a) && size(tags) > 0",
    'tags.exists(lease, lease == "x") && !known(lease)',
    "(known(lease) ? 1 : 2) == 2 && !known(lease)",
    "id == event.server",
    'name.matches("^a") && name.matches("^b")',
    "flavor.gpu + 1 > 2 && flavor.gpu + 2 < 1",
    "true",
  ])("%s", (source) => {
    expect(against(source)).toBeUndefined();
  });

  it("are those that have too many alternatives to look at", () => {
    const either = (name: string) => `(tags.${name} == "x" || tags.${name} == "y")`;
    const many = [..."abcdefgh"].map(either).join(" && ");
    expect(against(`${many} && kind == "a" && kind == "b"`)).toBeUndefined();
  });
});

describe("what can be true of machines", () => {
  const world: World = new Map([
    ["kind", { values: ["notebook"] }],
    ["flavor.gpu", { min: 0 }],
    ["lease", { never: "there is none" }],
    ["lease.*", { never: "there is none" }],
    ["tags.*", { never: "there are none" }],
  ]);

  it.each([
    ['kind == "dev-server"', ['kind == "dev-server"']],
    ['kind != "notebook"', ['kind != "notebook"']],
    ["flavor.gpu < 0", ["flavor.gpu < 0"]],
    ["known(lease)", ["known(lease)"]],
    ["lease.enabled || lease.expiresAtMs > 5.0", ["lease.enabled"]],
    ['tags.a == "x"', ['tags.a == "x"']],
    ['"a" in tags', ['"a" in tags']],
  ])("rules out %s", (source, parts) => {
    expect(against(source, world)).toEqual(parts);
  });

  it.each(['kind == "notebook"', "flavor.gpu <= 0", "!known(lease)", "size(tags) == 0", '!("a" in tags)'])(
    "leaves room for %s",
    (source) => {
      expect(against(source, world)).toBeUndefined();
    },
  );
});
