import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { leanFunctions } from "../../../scripts/lean-functions.js";

const ROOT = new URL("../../..", import.meta.url).pathname;

/** What esbuild makes of a function that is nothing but `source`. */
async function bundled(source: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: ROOT, loader: "ts" },
    ...{ bundle: true, platform: "node", format: "cjs", target: "node20.15", minifyIdentifiers: false },
    ...{ write: false, logLevel: "silent", plugins: leanFunctions },
  });
  return outputFiles[0]?.text ?? "";
}

/** What a loaded bundle exports. */
function loaded(code: string): Readonly<Record<string, unknown>> {
  const module = { exports: {} };
  compileFunction(code, ["module", "require"])(module, createRequire(import.meta.url));
  return module.exports;
}

describe("bundles of functions", () => {
  it("leave the schemas out that nobody asks for", async () => {
    const code = await bundled(`export { RESOURCE_KINDS } from "./lib/domain/resource.ts";`);
    expect(loaded(code)["RESOURCE_KINDS"]).toContain("notebook");
    expect(code).not.toContain("stoppedCost");
    expect(code).not.toContain("$ZodObject");
  });

  it("keep the schemas that are asked for, and what those are made of", async () => {
    const code = await bundled(`
      import { NotebookLease, Resource } from "./lib/domain/resource.ts";
      export const lease = NotebookLease.safeParse({ enabled: true, type: "idle", expiresAtMs: null }).success;
      export const nothing = Resource.safeParse({}).success;`);
    expect(loaded(code)).toMatchObject({ lease: true, nothing: false });
  });

  it("read expressions as ever, and set the language up at the first one only", async () => {
    const code = await bundled(`
      import { compileExpression } from "./lib/core/expression.ts";
      const compiled = compileExpression("flavor.gpu > 1", "where");
      export const answer = compiled.ok && compiled.expression.evaluate({ flavor: { gpu: 2 } });
      export const wrong = compileExpression("flavor.gpu >", "where").ok;`);
    expect(loaded(code)).toMatchObject({ answer: { ok: true, value: true }, wrong: false });
    expect(code).toMatch(/__esm\(\{\s*"node_modules\/@marcbachmann\/cel-js\/lib\/evaluator\.js"/);
  });

  it("are not built when somebody asks more of the language than the class", async () => {
    const source = `import { serialize } from "@marcbachmann/cel-js"; export const text = serialize(null);`;
    await expect(bundled(source)).rejects.toThrow(/No matching export.*serialize/s);
  });
});
