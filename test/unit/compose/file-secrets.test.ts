import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { withFileSecrets } from "../../../lib/compose/file-secrets.ts";
import { resolveReference } from "../../../lib/compose/references.ts";

const folder = mkdtempSync(join(tmpdir(), "curfew-secrets-"));
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return `file:${path}`;
};
const read = withFileSecrets((name) => ({ JIRA: "from-the-environment" })[name]);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a secret in a file", () => {
  it("is read without the line end that editors add", () => {
    expect(resolveReference(file("jira", "fake-secret\n"), read)).toBe("fake-secret");
    expect(resolveReference(file("windows", "fake-secret\r\n"), read)).toBe("fake-secret");
  });

  it("leaves the environment as it is", () => {
    expect(resolveReference("env:JIRA", read)).toBe("from-the-environment");
  });

  it.each([
    ["is missing", () => `file:${join(folder, "nobody")}`],
    ["is empty", () => file("empty", "")],
    ["is a folder", () => `file:${folder}`],
    ["is far too long", () => file("long", "x".repeat(70_000))],
  ])("that %s is told by its reference", (_what, reference) => {
    expect(() => resolveReference(reference(), read)).toThrow(
      expect.objectContaining({ code: "missing-credentials" }),
    );
    expect(() => resolveReference(reference(), read)).toThrow(reference());
  });

  it("is nothing that a host without files answers to", () => {
    expect(() => resolveReference(file("there", "fake"), () => undefined)).toThrow(
      "this host reads no files",
    );
  });
});
