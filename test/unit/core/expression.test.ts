import { Environment } from "@marcbachmann/cel-js";
import { afterEach, describe, expect, it, vi } from "vitest";
import { compileExpression, EXPRESSION_CHARACTERS_MAX } from "../../../lib/core/expression.ts";
import type { ExpressionKind } from "../../../lib/core/expression-environment.ts";

const MACHINE: Readonly<Record<string, unknown>> = {
  id: "s-1",
  name: "ml-anna",
  ref: "prod/dev-server/s-1",
  kind: "dev-server",
  target: "prod",
  cloud: "huaweicloud",
  status: "RUNNING",
  state: "running",
  flavor: { name: "gpu.8", gpu: 1, npu: null, vcpus: 8 },
  billing: "pay-per-use",
  hardware: null,
  owner: "anna",
  team: null,
  tags: { env: "test", "cost-centre": "42" },
  user: { id: null, name: "anna" },
  saves: 0.5,
  ageHours: 30,
  lease: null,
  event: {
    status: "Approved",
    server: "s-1",
    count: 3,
    list: ["a", "b"],
    numbers: [1, 3],
    texts: ["3"],
    mixed: [1, "3"],
    nothing: null,
    holes: [null, "a"],
    long: "x".repeat(5_000),
    issue: { key: "OPS-1" },
  },
};

function ask(source: string, kind: ExpressionKind = "where", attributes = MACHINE) {
  const compiled = compileExpression(source, kind);
  if (!compiled.ok) throw new Error(`${source}: ${compiled.message}`);
  return compiled.expression.evaluate(attributes);
}

function refusal(source: string, kind: ExpressionKind = "where") {
  const compiled = compileExpression(source, kind);
  if (compiled.ok) throw new Error(`${source} was accepted`);
  return compiled;
}

describe("numbers", () => {
  it.each([
    "flavor.gpu > 0",
    "flavor.gpu >= 1",
    "flavor.gpu == 1",
    "1 == flavor.gpu",
    "flavor.gpu == 1.0",
    "flavor.gpu != 2",
    "flavor.gpu in [1, 2, 8]",
    "saves > 0",
    "saves < 1",
    "saves * 730 > 300",
    "saves / 2 == 0.25",
    "ageHours / 24 > 1",
    "ageHours % 24 == 6",
    "ageHours % 24.0 == 6",
    "event.count == 3 && 2 * event.count == 6",
    "100 - ageHours == 70",
    "event.count == 3",
    "3 == event.count",
    "event.count + 1 == 4",
    "event.count in [1, 3]",
    "event.count in [1.0, 3.0]",
    "3 in event.numbers",
    "event.count in event.numbers",
    "size(name) == 7",
    "name.size() > 3.5",
    "-saves < 0",
    "int(ageHours) == 30",
  ])("compares whole and fractional numbers without the user caring: %s", (source) => {
    expect(ask(source)).toEqual({ ok: true, value: true });
  });

  it.each([
    "flavor.gpu == 2",
    "flavor.gpu in [2, 4]",
    "event.count == 4",
    "saves > 0.5",
    "5 in event.numbers",
    "3.0 in event.texts",
    "3 in event.texts",
    "3 in event.mixed",
    "3.0 in event.mixed",
    "ageHours in [29, 31]",
  ])("says no where it is no: %s", (source) => {
    expect(ask(source)).toEqual({ ok: true, value: false });
  });
});

describe("what is not known", () => {
  it.each([
    ["flavor.npu > 0", "flavor.npu is not known"],
    ["flavor.npu == 0", "flavor.npu is not known"],
    ['team == "vision"', "team is not known"],
    ['team != "vision"', "team is not known"],
    ['!(team == "vision")', "team is not known"],
    ['team in ["vision"]', "team is not known"],
    ["lease.enabled", "lease is not known"],
    ["user.id == owner", "user.id is not known"],
    ['tags.missing == "x"', "tags.missing is not known"],
    ['hardware == "BMS"', "hardware is not known"],
    ['event.nothing == "x"', "event.nothing is not known"],
    ["event.nowhere.deep == 1", "event.nowhere is not known"],
    ['event.long == "x"', "event.long is not known"],
  ])("makes %s doubtful", (source, why) => {
    expect(ask(source)).toEqual({ ok: false, why });
  });

  it.each([
    ["int(event.status) == 1", "int() type error: cannot convert to int"],
    ["1 / 0 == 1", "division by zero"],
    ["event.count > event.status", "no such overload: dyn<double> > dyn<string>"],
  ])("is not the reason for every doubt: %s", (source, why) => {
    expect(ask(source)).toEqual({ ok: false, why });
  });

  it("may be the event itself, and the event may be a plain text", () => {
    expect(ask("event == owner", "where", { ...MACHINE, event: null })).toEqual({
      ok: false,
      why: "event is not known",
    });
    expect(ask("event == owner", "where", { ...MACHINE, event: "anna" })).toEqual({ ok: true, value: true });
  });

  it("is doubt too when the attributes lack it altogether", () => {
    expect(ask("saves > 0", "where", {})).toEqual({ ok: false, why: "saves is not known" });
  });

  it("does not mistake what every object inherits for an attribute", () => {
    expect(ask('event.constructor == "x"').ok).toBe(false);
    expect(ask('tags.toString == "x"').ok).toBe(false);
  });

  it.each([
    ["known(owner)", true],
    ["known(team)", false],
    ["!known(lease)", true],
    ["known(event.issue.key)", true],
    ["known(event.nowhere.deep)", false],
    ["has(tags.env)", true],
    ["has(tags.missing)", false],
    ['"env" in tags', true],
    ['known(team) && team == "vision"', false],
    ['!known(team) || team != "vision"', true],
  ])("can be asked for: %s", (source, value) => {
    expect(ask(source)).toEqual({ ok: true, value });
  });

  it.each([
    ['team == "vision" || owner == "anna"', true],
    ['team == "vision" && owner == "ben"', false],
  ])("does not matter where the other side decides: %s", (source, value) => {
    expect(ask(source)).toEqual({ ok: true, value });
  });

  it("is doubt in a list as well", () => {
    expect(ask('event.holes.all(x, x == "a")').ok).toBe(false);
  });
});

describe("results", () => {
  it("is doubt when the event holds something else than yes or no", () => {
    expect(ask("event.status")).toEqual({ ok: false, why: "gives string, not true or false" });
    expect(ask("event.count", "when")).toEqual({ ok: false, why: "gives number, not true or false" });
  });

  it("compares records, tags and lists", () => {
    expect(ask("id == event.server")).toEqual({ ok: true, value: true });
    expect(ask('tags["cost-centre"] == "42"')).toEqual({ ok: true, value: true });
    expect(ask('event.list.exists(x, x == "b")')).toEqual({ ok: true, value: true });
    expect(ask('tags.exists(key, key == "env")')).toEqual({ ok: true, value: true });
    expect(ask('name.matches("^ml-[a-z]+$")')).toEqual({ ok: true, value: true });
  });

  it("gives the same answer again, for another machine and for the first one", () => {
    const compiled = compileExpression("flavor.gpu > 0 && event.count == 3", "where");
    if (!compiled.ok) throw new Error(compiled.message);
    const other = { ...MACHINE, flavor: { name: "cpu", gpu: 0, npu: 0, vcpus: 2 } };
    expect(compiled.expression.evaluate(MACHINE)).toEqual({ ok: true, value: true });
    expect(compiled.expression.evaluate(other)).toEqual({ ok: true, value: false });
    expect(compiled.expression.evaluate(MACHINE)).toEqual({ ok: true, value: true });
  });

  it("tells which attributes it looks at, and not the variables of its loops", () => {
    const compiled = compileExpression("flavor.gpu > 0 && event.list.exists(x, x == owner)", "where");
    expect(compiled.ok && [...compiled.expression.uses]).toEqual(["flavor.gpu", "event.list", "owner"]);
  });
});

describe("what an expression looks at", () => {
  const compiled = compileExpression('event.status == "Approved" && tags.env == "test"', "where");
  if (!compiled.ok) throw new Error(compiled.message);
  const { expression } = compiled;

  it("is the event of many machines, which is walked once", () => {
    let walks = 0;
    const event = {
      get status() {
        walks += 1;
        return "Approved";
      },
    };
    expect(expression.evaluate({ ...MACHINE, event })).toEqual({ ok: true, value: true });
    expect(expression.evaluate({ ...MACHINE, event, tags: { env: "prod" } })).toEqual({
      ok: true,
      value: false,
    });
    expect(walks).toBe(1);
    expect(expression.evaluate({ ...MACHINE, event: { status: "Rejected" } })).toEqual({
      ok: true,
      value: false,
    });
  });

  it("is the machine as it is now", () => {
    const tags = { env: "prod" };
    expect(expression.evaluate({ ...MACHINE, tags })).toEqual({ ok: true, value: false });
    tags.env = "test";
    expect(expression.evaluate({ ...MACHINE, tags })).toEqual({ ok: true, value: true });
  });

  it("is doubt when even looking fails", () => {
    const event = {
      get status(): string {
        throw new Error("out of reach");
      },
    };
    expect(expression.evaluate({ ...MACHINE, event })).toEqual({ ok: false, why: "could not be evaluated" });
  });
});

describe("errors of the library", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const failing = (error: unknown) => {
    vi.spyOn(Environment.prototype, "parse").mockImplementation(() => {
      throw error;
    });
    return compileExpression("true", "where");
  };

  it("that are none of its own mean that the expression filled the stack", () => {
    expect(failing(new RangeError("Maximum call stack size exceeded"))).toEqual({
      ok: false,
      message: "is nested too deeply",
      column: 1,
      hint: null,
    });
  });

  it("without a place are placed at the beginning", () => {
    const error = Object.assign(new Error("odd"), { code: "odd", summary: "something new" });
    expect(failing(error)).toEqual({ ok: false, message: "something new", column: 1, hint: null });
  });

  it("beyond the end are placed at the end", () => {
    const error = Object.assign(new Error("odd"), {
      code: "odd",
      summary: "something new",
      range: { start: 99 },
    });
    expect(failing(error)).toMatchObject({ column: "true".length + 1 });
  });
});

describe("mistakes", () => {
  it.each([
    ['ownr == "a"', 1, 'there is no attribute "ownr"', 'did you mean "owner"?'],
    ["saves > 0 && idd == event.server", 14, 'there is no attribute "idd"', 'did you mean "id"?'],
    ["flavor.gpus > 0", 8, 'there is no "gpus" in flavor', 'did you mean "gpu"?'],
    ["flavor.memory > 0", 8, 'there is no "memory" in flavor', "flavor has name, gpu, npu, vcpus"],
    ['owner = "a"', 7, 'cannot go on with "=" here', "write == to compare"],
    ['id == "a" and owner == "b"', 11, 'cannot go on with "and" here', "write && for and"],
    ['id == "a" or owner == "b"', 11, 'cannot go on with "or" here', "write || for or"],
    ["id ==", 6, "ends too early: something must follow", null],
    ['name.startWith("a")', 1, "there is no function startWith()", "did you mean startsWith()?"],
    ["name.startsWith(1)", 1, "startsWith() of text does not take a number", null],
    ["now() > 1", 1, "there is no function now()", null],
    ["owner == null", 1, "nothing can be compared with null", "write !known(owner)"],
    ["null != event.issue.key", 1, "nothing can be compared with null", "write known(event.issue.key)"],
    ["known(1 + 1)", 7, "known() asks about one attribute", "for example known(owner)"],
    ["name.matches(event.status)", 14, "must be written out", "for example name.matches"],
    ['name.matches("(a+)+")', 14, "repeats something that repeats itself", null],
    ["cel.bind(x, 1, x == 1)", 1, "cel.bind() is not available", "write the value out"],
    [" saves ", 1, "does not give true or false", "compare it with something, as in saves == …"],
    ["", 1, "is empty", "leave the key out"],
    ["  ", 1, "is empty", "leave the key out"],
  ])("of %s are told with their column and the way out", (source, column, message, hint) => {
    const refused = refusal(source);
    expect(refused.column).toBe(column);
    expect(refused.message).toContain(message);
    if (hint === null) expect(refused.hint).toBeNull();
    else expect(refused.hint).toContain(hint);
  });

  it("tells that text and numbers do not compare", () => {
    const refused = refusal('flavor.gpu > "0"');
    expect(refused.message).toBe("> does not work between a number and text");
    expect(refused.hint).toContain("numbers do not");
  });

  it("knows only the event in when", () => {
    expect(ask('event.status == "Approved"', "when")).toEqual({ ok: true, value: true });
    expect(refusal('owner == "anna"', "when").message).toBe('there is no attribute "owner"');
  });

  it("refuses what is too long, too deep or loops too often", () => {
    const long = (length: number) => `"${"x".repeat(length - '"" == name'.length)}" == name`;
    expect(ask(long(EXPRESSION_CHARACTERS_MAX))).toEqual({ ok: true, value: false });
    expect(refusal(long(EXPRESSION_CHARACTERS_MAX + 1))).toMatchObject({
      message: "is longer than 2000 characters",
      hint: "split it into two policies",
    });
    expect(refusal(`${"(".repeat(900)}true${")".repeat(900)}`).message).toContain("nested too deeply");
    expect(refusal(`${"!".repeat(1_500)}true`).message).toContain("nested too deeply");
    const loops = "event.list.all(a, event.list.all(b, event.list.all(c, a == b)))";
    expect(refusal(loops).message).toBe("more than 2 loops inside each other");
  });
});
