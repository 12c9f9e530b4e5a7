import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { makeFolders } from "../../../lib/functiongraph/function-folders.ts";
import { cleanUpAfterEach } from "../../e2e/support/clean-up.ts";
import { makeTempFolder } from "../../e2e/support/temp-folder.ts";
import { zipOf } from "./zip-of.ts";

const keep = cleanUpAfterEach();
const made: string[] = [];

afterEach(async () => {
  for (const root of made.splice(0)) await rm(root, { recursive: true, force: true });
});

async function folders(from: string) {
  const result = await makeFolders(from);
  made.push(result.root);
  return result;
}

describe("the folders of a function", () => {
  it("hold a copy of the code, links followed, and the program of the child", async () => {
    const { path } = keep(await makeTempFolder());
    await mkdir(join(path, "lib"));
    await writeFile(join(path, "lib/a.js"), "a");
    await symlink("lib/a.js", join(path, "index.js"));
    const { code, runtime } = await folders(path);
    expect((await readdir(code)).sort()).toEqual(["index.js", "lib"]);
    expect(await readFile(join(code, "index.js"), "utf8")).toBe("a");
    expect(await readdir(runtime)).toEqual(["child.cjs"]);
  });

  it("hold what was in a zip", async () => {
    const { path } = keep(await makeTempFolder());
    const zip = join(path, "code.zip");
    await writeFile(zip, zipOf([{ name: "lib/index.js", text: "b" }]));
    const { code } = await folders(zip);
    expect(await readFile(join(code, "lib/index.js"), "utf8")).toBe("b");
  });

  it("are not made of nothing", async () => {
    await expect(folders("/nowhere/at/all")).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("no such folder or zip"),
    });
  });
});
