import type { ParseError } from "@marcbachmann/cel-js";
import { describe, expect, it } from "vitest";
import type { Attribute } from "../../../lib/core/attribute-table.ts";
import { compileExpression } from "../../../lib/core/expression.ts";
import type { ExpressionKind } from "../../../lib/core/expression-environment.ts";
import { explainProblem } from "../../../lib/core/expression-problem.ts";

function told(source: string, kind: ExpressionKind = "where") {
  const compiled = compileExpression(source, kind);
  if (compiled.ok) throw new Error(`${source} was accepted`);
  return compiled;
}

/** An error of the library that no expression of today brings about. */
function explained(
  error: { name?: string; code?: string; summary: string; start?: number },
  source = "",
  attributes: readonly Attribute[] = [],
) {
  const { start, ...rest } = error;
  const range = start === undefined ? undefined : { start, end: start };
  return explainProblem(
    { name: "TypeError", code: "", ...rest, range } as unknown as ParseError,
    source,
    attributes,
  );
}

describe("types that do not go together", () => {
  const quotes = 'text stands in quotes, numbers do not: flavor.gpu > 0, name == "a"';
  it.each([
    ["owner > 1", "> does not work between text and a number", quotes],
    ["owner > 1u", "> does not work between text and a number", quotes],
    ["saves > name", "> does not work between a number and text", quotes],
    ["owner - 1 == 2", "- does not work between text and a number", quotes],
    ["owner > true", "> does not work between text and true or false", null],
    ["saves > true", "> does not work between a number and true or false", null],
    ["owner + null == owner", "+ does not work between text and null", null],
    ["owner > [1]", "> does not work between text and a list", null],
    ["owner > tags", "> does not work between text and a map", null],
    ["flavor > 1", "> does not work between a record with fields and a number", null],
    ["-owner == 1", "- does not work on text", null],
    ["!owner", "! does not work on text", null],
    ["!tags", "! does not work on a map", null],
  ])("%s: %s", (source, message, hint) => {
    expect(told(source)).toMatchObject({ column: 1, message, hint });
  });
});

describe("types as the library writes them", () => {
  it.each([
    ["dyn<double> > dyn<string>", "> does not work between a number and text"],
    ["int in list<string>", "in does not work between a number and a list"],
    ["optional<dyn<int>> == bytes", "== does not work between optional<dyn<int>> and bytes"],
    ["list<int> == dyn<map<string, int>>", "== does not work between a list and a map"],
  ])("%s: %s", (types, message) => {
    const error = { code: "no_such_overload", summary: `no such overload: ${types}` };
    expect(explained(error).message).toBe(message);
  });
});

describe("functions", () => {
  it.each([
    ["name.startsWith()", "startsWith() of text does not take nothing"],
    ["name.startsWith(1)", "startsWith() of text does not take a number"],
    ["name.startsWith(1, tags)", "startsWith() of text does not take a number and a map"],
    ["size(1)", "size() does not take a number"],
    ["name.startsWith(tags, 1)", "startsWith() of text does not take a map and a number"],
    ["size(event, 1)", "size() does not take a value of the event and a number"],
  ])("that are known are told with what they were given: %s", (source, message) => {
    expect(told(source)).toMatchObject({ message, hint: null });
  });

  const texts = ["startsWith", "endsWith", "contains", "matches", "lowerAscii", "upperAscii", "trim"];
  const more = [
    "substring",
    "split",
    "join",
    "size",
    "exists",
    "exists_one",
    "all",
    "map",
    "filter",
    "indexOf",
  ];
  it.each([...texts, ...more])("that people use are guessed when mistyped: %s()", (name) => {
    expect(told(`name.${name}X(1)`)).toMatchObject({
      message: `there is no function ${name}X()`,
      hint: `did you mean ${name}()?`,
    });
  });

  it.each(["has", "known", "int", "double", "string", "bool", "timestamp", "duration"])(
    "that people use are guessed when mistyped: %s",
    (name) => {
      expect(told(`${name}X(1)`).hint).toBe(`did you mean ${name}()?`);
    },
  );

  it("that are not like any are not guessed", () => {
    expect(told("currentUserName() == name")).toMatchObject({
      message: "there is no function currentUserName()",
      hint: null,
    });
  });
});

describe("what other languages write", () => {
  it.each([
    ['owner = "a"', "=", "write == to compare"],
    ["known(owner) and known(team)", "and", "write && for and"],
    ["known(owner) AND known(team)", "AND", "write && for and"],
    ["known(owner) & known(team)", "&", "write && for and"],
    ["known(owner) or known(team)", "or", "write || for or"],
    ["known(owner) | known(team)", "|", "write || for or"],
    ["known(owner) not known(team)", "not", "write ! for not"],
    ["not known(team)", "known", "write ! for not"],
    ["known(owner) && NOT  known(team)", "known", "write ! for not"],
    ['name == "not ok" = owner', "=", "write == to compare"],
    ["owner == “a”", "“", 'use straight quotes, as in "text"'],
    ["owner == ‘a’", "‘", 'use straight quotes, as in "text"'],
  ])("is translated: %s", (source, word, hint) => {
    expect(told(source)).toMatchObject({
      message: `cannot go on with ${JSON.stringify(word)} here`,
      hint,
    });
  });

  it.each([
    'owner == "a") and or not & | “',
    "known(team) android",
    "known(team) order",
    "known(team) nothing",
    "known(team) knot known(owner)",
  ])("is not seen where it does not stand: %s", (source) => {
    expect(told(source).hint).toBeNull();
  });
});

describe("attributes and fields", () => {
  it("that are not there are answered with those that are", () => {
    expect(told("xyzzy == 1", "when").hint).toBe("known are event");
    expect(told("xyzzy == 1").hint).toMatch(/^known are id, name, ref, kind, .+, lease, event$/);
  });

  it.each([
    ["flavor.memory > 0", " in flavor", "flavor has name, gpu, npu, vcpus", "memory"],
    ["flavor . memory > 0", " in flavor", "flavor has name, gpu, npu, vcpus", "memory"],
    ["user.name == owner && flavor.memory > 0", " in flavor", "flavor has name, gpu, npu, vcpus", "memory"],
    ["saves > 0 && user.mail == owner", " in user", "user has id, name", "mail"],
    ["(flavor).memory > 0", "", null, "memory"],
  ])("%s", (source, place, hint, field) => {
    expect(told(source)).toMatchObject({ message: `there is no "${field}"${place}`, hint });
  });

  it("are not guessed in a record that the table does not know", () => {
    expect(explained({ code: "no_such_key", summary: "No such key: memory", start: 2 }, "f.memory")).toEqual({
      message: 'there is no "memory" in f',
      hint: null,
    });
  });

  it("are not guessed in an attribute that has none", () => {
    const error = { code: "no_such_key", summary: "No such key: 01", start: 2 };
    expect(explained(error, "f.01", [{ name: "f", type: "string" }]).hint).toBeNull();
  });

  it("cannot be looked for in a text", () => {
    expect(told("owner.name == name")).toMatchObject({
      column: 7,
      message: "Cannot index type 'string'",
      hint: null,
    });
  });
});

describe("what cannot be read", () => {
  it.each([
    ["id ==  ", 8, "ends too early: something must follow"],
    ["known(team) ? true", 19, "ends too early: something must follow"],
    ['owner == "a', 10, "cannot be read here: Unterminated string"],
    ["owner == @", 10, 'cannot go on with "@" here'],
    ["owner ==\u00a0name", 9, "cannot be read here: Unexpected character: \u00a0"],
    ["owner == \u00a0", 10, "cannot be read here: Unexpected character: \u00a0"],
    ["saves > 0x", 9, "cannot be read here: Invalid hex integer: 0x"],
  ])("%s is told in column %d", (source, column, message) => {
    expect(told(source)).toMatchObject({ column, message, hint: null });
  });

  it("is too long or too deep for the library", () => {
    expect(told(`${"(".repeat(900)}true${")".repeat(900)}`)).toMatchObject({
      message: "is too long or nested too deeply",
      hint: "split it into two policies",
    });
  });

  it("is told in the library's own words where it says something new", () => {
    const verbatim = { message: "something new", hint: null };
    expect(explained({ code: "no_such_overload", summary: "something new" })).toEqual(verbatim);
    expect(explained({ code: "no_matching_overload", summary: "something new" })).toEqual(verbatim);
    expect(explained({ code: "brand_new", summary: "something new", start: 0 }, "x")).toEqual(verbatim);
  });

  it("is placed at the beginning when the library names no place", () => {
    const error = { name: "ParseError", code: "unexpected_token", summary: "odd" };
    expect(explained(error, "owner")).toEqual({ message: 'cannot go on with "owner" here', hint: null });
  });
});
