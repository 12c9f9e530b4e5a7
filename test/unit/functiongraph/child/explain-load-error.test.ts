import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { explainLoadError } from "../../../../lib/functiongraph/child/explain-load-error.ts";
import { cleanUpAfterEach } from "../../../e2e/support/clean-up.ts";
import { makeTempFolder } from "../../../e2e/support/temp-folder.ts";

const keep = cleanUpAfterEach();
let root = "";

beforeEach(async () => {
  root = keep(await makeTempFolder()).path;
});

function failed(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

const explain = (error: unknown) => explainLoadError(error, root, "index");
const missing = (name: string) =>
  failed("MODULE_NOT_FOUND", `Cannot find module '${name}'\nRequire stack:\n- ${root}/index.js`);

describe("why the code does not load", () => {
  it("takes every error that names the file for a missing file, as the platform does", () => {
    for (const error of [missing(join(root, "index")), missing("undici"), failed("X", `in ${root}/index.js`)])
      expect(explain(error)).toMatchObject({
        errorMessage: "not found module './index.js'",
        errorType: "FunctionLoadError",
      });
  });

  it("passes on any other error with its name, and things that are none as text", () => {
    expect(explain(new RangeError("mine"))).toEqual({ errorMessage: "mine", errorType: "RangeError" });
    expect(explain("odd")).toEqual({ errorMessage: "odd", errorType: "UserFunctionError" });
  });

  it("says that a package is not in the bundle", () => {
    expect(explain(missing("undici")).hint).toContain("requires 'undici', which is not in the package");
    expect(explain(missing(join(root, "lib/a"))).hint).toContain("requires './lib/a'");
  });

  it("says where the file is instead", async () => {
    const error = missing(join(root, "index"));
    expect(explain(error).hint).toBe("there is no index.js in the code");
    await mkdir(join(root, "webhook"));
    await writeFile(join(root, "webhook/index.js"), "");
    expect(explain(error).hint).toContain("in the folder webhook");
    await writeFile(join(root, "index.mjs"), "");
    expect(explain(error).hint).toContain("index.mjs");
  });

  it("knows an ES module by the error and by its syntax", () => {
    expect(explain(failed("ERR_REQUIRE_ESM", `require() of ES Module ${root}/index.js`)).hint).toContain(
      "index.js is an ES module",
    );
    expect(explain(failed("ERR_REQUIRE_ESM", "require() of a module")).hint).toContain("bundle it");
    expect(explain(new SyntaxError("Cannot use import statement outside a module")).hint).toContain(
      "syntax of an ES module",
    );
    expect(explain(new SyntaxError("Unexpected end of input"))).not.toHaveProperty("hint");
  });
});
