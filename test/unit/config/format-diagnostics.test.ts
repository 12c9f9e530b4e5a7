import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../lib/config/diagnostic.ts";
import { formatDiagnostics } from "../../../lib/config/format-diagnostics.ts";
import { errorsOf, TARGETS } from "./load.ts";

const ERROR: Diagnostic = { severity: "error", path: "a.b", line: 2, column: 4, message: "is wrong" };

describe("formatDiagnostics", () => {
  it("shows place, rule, line with a caret and way out", async () => {
    const text = `${TARGETS}policies:\n  a: { on: { evry: 10m }, resource: notebook, then: stop }\n`;
    const errors = await errorsOf(text);
    expect(formatDiagnostics(errors, { path: "conf/curfew.yaml", text })).toBe(
      [
        'conf/curfew.yaml:7:14 error: there is no key "evry" in policies.a.on (policies.a.on.evry)',
        "  |",
        "7 |   a: { on: { evry: 10m }, resource: notebook, then: stop }",
        "  |              ^",
        '  = did you mean "every"?',
      ].join("\n"),
    );
  });

  it("separates findings by an empty line, and leaves out what a finding does not have", () => {
    const second: Diagnostic = { severity: "warning", path: "", line: 1, column: 1, message: "odd" };
    expect(formatDiagnostics([ERROR, second], { path: "f", text: "ab\ncdef\n" })).toBe(
      "f:2:4 error: is wrong (a.b)\n  |\n2 | cdef\n  |    ^\n\nf:1:1 warning: odd\n  |\n1 | ab\n  | ^",
    );
  });

  it("is empty when there is nothing to show", () => {
    expect(formatDiagnostics([], { path: "f", text: "" })).toBe("");
  });

  it("colours only when asked to", () => {
    const plain = formatDiagnostics([ERROR], { path: "f", text: "a\nbcde" });
    const coloured = formatDiagnostics([ERROR], { path: "f", text: "a\nbcde", color: true });
    expect(plain).not.toContain("\u001b");
    expect(coloured).toContain("\u001b[31m");
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });

  it("never shows a written-down secret, whichever finding the line is shown for", async () => {
    const text = `${TARGETS}sources:
  jira: { schem: x, secret: hunter2-visible, }
  github:
    secret:
      - hunter2-visible
`;
    const errors = await errorsOf(text);
    expect(errors.map(({ path }) => path)).toEqual([
      "sources.jira.schem",
      "sources.jira.secret",
      "sources.github.secret.0",
    ]);
    const shown = formatDiagnostics(errors, { path: "curfew.yaml", text });
    expect(shown).not.toContain("visible");
    expect(shown).toContain("7 |   jira: { schem: x, secret: ***");
    expect(shown).toContain("10 |       - ***\n   |         ^");
  });

  it("covers secrets also where the text is not even YAML", async () => {
    const text = `${TARGETS}sources:\n  jira: { secret: "hunter2-visible" and more }\n`;
    const shown = formatDiagnostics(await errorsOf(text), { path: "curfew.yaml", text });
    expect(shown).not.toContain("visible");
  });

  it("cuts long lines around the place", () => {
    const text = `${"x".repeat(500)}HERE${"y".repeat(500)}`;
    const [, , line = "", caret = ""] = formatDiagnostics([{ ...ERROR, line: 1, column: 501 }], {
      path: "f",
      text,
    }).split("\n");
    expect(line.length).toBeLessThanOrEqual(170);
    expect(line.slice(caret.indexOf("^"))).toMatch(/^HERE/);
  });

  it("does not let control characters of the file reach the terminal", () => {
    const shown = formatDiagnostics([{ ...ERROR, line: 1 }], { path: "f", text: "a\u001b[2Jb\tc" });
    expect(shown).not.toContain("\u001b");
    expect(shown).not.toContain("\t");
  });

  it("does not fail for a place outside the text", () => {
    expect(formatDiagnostics([{ ...ERROR, line: 99 }], { path: "f", text: "a" })).toContain("99 | ");
  });
});
