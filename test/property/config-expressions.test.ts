import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileExpression } from "../../lib/core/expression.ts";

describe("expressions", () => {
  const words = fc.constantFrom(
    ...[
      "owner",
      "team",
      "flavor",
      ".gpu",
      "saves",
      "event",
      ".x",
      "tags",
      "[",
      "]",
      "(",
      ")",
      "==",
      "!=",
      "&&",
      "||",
    ],
    ...[
      "!",
      "-",
      "+",
      "*",
      "/",
      "%",
      "<",
      ">",
      "in",
      "1",
      "0",
      "2.5",
      '"a"',
      "null",
      "true",
      "?",
      ":",
      ",",
      "{",
      "}",
    ],
    ...["known(", "has(", ".exists(x, x", ".matches(", "size(", "lease.enabled", "ageHours", "map", "[0]"],
  );
  const source = fc.array(words, { maxLength: 14 }).map((parts) => parts.join(" "));
  const attributes = fc.record(
    {
      owner: fc.option(fc.string()),
      team: fc.constant(null),
      flavor: fc.record({ gpu: fc.option(fc.integer()) }),
      saves: fc.option(fc.double()),
      ageHours: fc.option(fc.double()),
      tags: fc.dictionary(fc.string(), fc.string()),
      lease: fc.constant(null),
      event: fc.jsonValue({ maxDepth: 3 }),
    },
    { requiredKeys: [] },
  );

  it("are answered by yes, no or doubt, and never throw", () => {
    fc.assert(
      fc.property(fc.oneof(source, fc.string({ maxLength: 60 })), attributes, (text, values) => {
        const compiled = compileExpression(text, "where");
        if (!compiled.ok) {
          expect(compiled.column).toBeGreaterThanOrEqual(1);
          expect(compiled.column).toBeLessThanOrEqual(text.length + 1);
          return;
        }
        const answer = compiled.expression.evaluate(values);
        if (answer.ok) expect(typeof answer.value).toBe("boolean");
        else expect(answer.why).not.toBe("");
      }),
      { numRuns: 500 },
    );
  });

  it("that compare an unknown attribute are doubt, whatever they compare it with", () => {
    const comparison = fc
      .tuple(
        fc.constantFrom("saves", "ageHours", "flavor.gpu", "flavor.npu"),
        fc.constantFrom("==", "!=", "<", "<=", ">", ">="),
        fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })),
      )
      .map(([name, operator, value]) => `${name} ${operator} ${value < 0 ? `(${value})` : value}`);
    fc.assert(
      fc.property(comparison, (text) => {
        const compiled = compileExpression(text, "where");
        if (!compiled.ok) throw new Error(`${text}: ${compiled.message}`);
        const unknown = { saves: null, ageHours: null, flavor: { gpu: null, npu: null } };
        expect(compiled.expression.evaluate(unknown).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
