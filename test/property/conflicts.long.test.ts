import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWithin, whyNever } from "../../lib/core/conflicts/reach.ts";
import { termsOf } from "../../lib/core/conflicts/terms-of.ts";
import { compileExpression } from "../../lib/core/expression.ts";
import { config, policy } from "../fixtures/policies.ts";

const WORD = fc.constantFrom("a", "b", "ab");

const PART = fc.oneof(
  fc
    .tuple(fc.constantFrom("name", "owner", "tags.x", "tags.y"), fc.constantFrom("==", "!="), WORD)
    .map(([path, op, word]) => `${path} ${op} "${word}"`),
  fc
    .tuple(
      fc.constantFrom("flavor.gpu", "saves"),
      fc.constantFrom("<", "<=", ">", ">=", "==", "!="),
      fc.nat(2),
    )
    .map(([path, op, value]) => `${path} ${op} ${value}`),
  fc
    .tuple(fc.constantFrom("owner", "name"), fc.array(WORD, { maxLength: 2 }))
    .map(([path, words]) => `${path} in [${words.map((word) => `"${word}"`).join(", ")}]`),
  fc
    .tuple(fc.constantFrom("name", "owner"), fc.constantFrom("startsWith", "endsWith", "contains"), WORD)
    .map(([path, test, word]) => `${path}.${test}("${word}")`),
  fc.constantFrom("known(owner)", "has(tags.x)", '"y" in tags', "known(lease)", "lease.enabled"),
  fc.constantFrom(
    "size(name) > 1",
    "name == owner",
    "true",
    'tags.exists(k, k == "x")',
    "saves / flavor.gpu > 1",
  ),
);

const { condition: CONDITION } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    PART,
    fc.tuple(tie("condition"), tie("condition")).map(([a, b]) => `(${a} && ${b})`),
    fc.tuple(tie("condition"), tie("condition")).map(([a, b]) => `(${a} || ${b})`),
    tie("condition").map((a) => `!(${a})`),
    fc.tuple(tie("condition"), tie("condition"), tie("condition")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  ),
}));

const MACHINE = fc.record({
  name: WORD,
  owner: fc.option(WORD),
  tags: fc.record({ x: WORD, y: WORD }, { requiredKeys: [] }),
  flavor: fc.record({ gpu: fc.option(fc.nat(2)) }),
  saves: fc.option(fc.nat(2)),
  lease: fc.option(fc.record({ enabled: fc.boolean() })),
});

function ask(source: string, machine: Readonly<Record<string, unknown>>): boolean | "doubt" {
  const compiled = compileExpression(source, "where");
  if (!compiled.ok) throw new Error(`${source}: ${compiled.message}`);
  const answer = compiled.expression.evaluate(machine);
  return answer.ok ? answer.value : "doubt";
}

const ANYWHERE = [{ world: new Map() }];

describe("what is said of conditions", () => {
  it("is certain: one that is called never true is true of no machine, nor its opposite false", () => {
    const found = { never: 0 };
    fc.assert(
      fc.property(
        CONDITION,
        fc.array(MACHINE, { minLength: 6, maxLength: 6 }),
        fc.boolean(),
        (source, machines, not) => {
          if (!whyNever(termsOf(source, { kind: "where", not }), ANYWHERE)) return;
          found.never += 1;
          for (const machine of machines) expect(ask(source, machine)).not.toBe(!not);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(found.never).toBeGreaterThan(20);
  });

  it("is certain: what lies within another condition is surely meant by that one too", () => {
    const found = { within: 0 };
    const all = config();
    fc.assert(
      fc.property(
        CONDITION,
        CONDITION,
        fc.array(MACHINE, { minLength: 6, maxLength: 6 }),
        (one, other, machines) => {
          const narrow = policy({ name: "narrow", where: `(${one}) && (${other})` });
          const wide = policy({ name: "wide", where: other });
          if (!isWithin(narrow, wide, all)) return;
          found.within += 1;
          for (const machine of machines) {
            if (ask(narrow.where ?? "", machine) === true) expect(ask(other, machine)).toBe(true);
          }
        },
      ),
      { numRuns: 1_000 },
    );
    expect(found.within).toBeGreaterThan(20);
  });
});
