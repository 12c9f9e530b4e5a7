import { describe, expect, it } from "vitest";
import { compileExpression } from "../../../lib/core/expression.ts";

function refusal(source: string) {
  const compiled = compileExpression(source, "where");
  if (compiled.ok) throw new Error(`${source} was accepted`);
  return compiled;
}

function uses(source: string): readonly string[] {
  const compiled = compileExpression(source, "where");
  if (!compiled.ok) throw new Error(`${source}: ${compiled.message}`);
  return compiled.expression.uses;
}

describe("the paths of an expression", () => {
  it.each([
    ["flavor.gpu > 0", ["flavor.gpu"]],
    ['tags["cost-centre"] == "42"', ["tags.cost-centre"]],
    ['event.list[0] == "a"', ["event.list.0"]],
    ["event.list[event.count] == owner", ["event.list", "event.count", "owner"]],
    ["event.issues.filter(x, x.open)[0].owner == owner", ["event.issues", "owner"]],
    ['{"a": owner}.a == "anna"', ["owner"]],
    ['{"a": owner}["a"] == "anna"', ["owner"]],
    ["known(team) ? saves > 1 : -saves < 0", ["team", "saves"]],
    ['!(owner in [team, "anna"])', ["owner", "team"]],
  ])("of %s are %j", (source, paths) => {
    expect(uses(source)).toEqual(paths);
  });
});

describe("null", () => {
  it.each([
    ["owner == null", "write !known(owner)"],
    ["owner != null", "write known(owner)"],
    ['event["server"] == null', "write !known(event.server)"],
    ["size(name) == null", "write !known(owner)"],
    ["size(name) == event.list[event.count] || null == team", "write !known(team)"],
  ])("is nothing to compare with: %s", (source, hint) => {
    expect(refusal(source).message).toBe(
      "nothing can be compared with null: what is not known makes the whole expression doubtful",
    );
    expect(refusal(source).hint).toBe(hint);
  });
});

describe("known()", () => {
  it.each(["known(event.list[0])", 'known(tags["env"])', "size(lowerAscii(name)) == 3 || known(owner)"])(
    "asks about an attribute: %s",
    (source) => {
      const compiled = compileExpression(source.replace("lowerAscii(name)", "name.lowerAscii()"), "where");
      expect(compiled.ok).toBe(true);
    },
  );

  it.each(["known(1 + 1)", "known(event.list[event.count])", "known(name.trim())"])(
    "does not ask about an expression: %s",
    (source) => {
      expect(refusal(source)).toMatchObject({
        column: 7,
        message: "known() asks about one attribute, not about an expression",
        hint: "for example known(owner) or known(event.server)",
      });
    },
  );

  it.each([
    ["known()", "known() does not take nothing"],
    ["name.known(1 + 1)", "known() of text does not take a number"],
  ])("is told apart from what looks like it: %s", (source, message) => {
    expect(refusal(source).message).toBe(message);
  });
});

describe("matches()", () => {
  it.each(["event.status", "owner", "1", 'name + ""'])(
    "takes no pattern that is not written out: %s",
    (own) => {
      expect(refusal(`name.matches(${own})`)).toMatchObject({
        column: 14,
        message: "the regular expression of matches() must be written out",
        hint: 'for example name.matches("^ml-")',
      });
    },
  );

  it("takes no pattern that could take for ever, and quotes it", () => {
    expect(refusal('name.matches("(a+)+")')).toMatchObject({
      column: 14,
      message:
        '"(a+)+" repeats something that repeats itself, as in (a+)+; that can take for ever on some names',
    });
  });

  it("takes the pattern as the language does, without the rules of Unicode mode", () => {
    expect(compileExpression('name.matches("a\\\\-b")', "where").ok).toBe(true);
  });

  it.each([
    ["name.matches()", "matches() of text does not take nothing"],
    ['matches(name, "^a")', "matches() does not take text and text"],
  ])("is told apart from what looks like it: %s", (source, message) => {
    expect(refusal(source).message).toBe(message);
  });
});

describe("cel.bind()", () => {
  it("is refused", () => {
    expect(refusal("saves > 0 && cel.bind(x, 1, x == 1)")).toMatchObject({
      column: 14,
      message: "cel.bind() is not available",
      hint: "write the value out",
    });
  });

  it("is told apart from a function that is called alike", () => {
    expect(refusal("bind(1)").message).toBe("there is no function bind()");
  });
});

describe("loops", () => {
  it.each(["all", "exists", "exists_one", "map", "filter"])("of %s go two deep and no deeper", (loop) => {
    const end = loop === "map" || loop === "filter" ? ".size() == 0" : "";
    const inner = (levels: number): string =>
      levels === 0 ? "true" : `event.list.${loop}(x${levels}, ${inner(levels - 1)})${end}`;
    expect(compileExpression(inner(2), "where").ok).toBe(true);
    expect(refusal(inner(3))).toMatchObject({
      message: "more than 2 loops inside each other",
      hint: null,
    });
  });

  it("may stand beside each other", () => {
    const loop = "event.list.exists(x, x == owner)";
    expect(compileExpression(`${loop} || ${loop} || ${loop}`, "where").ok).toBe(true);
  });

  it("are told apart from other calls inside each other", () => {
    expect(compileExpression('name.trim().trim().lowerAscii().startsWith("ml")', "where").ok).toBe(true);
    expect(refusal("all(all(all(1)))").message).toBe("all() does not take a number");
  });
});
