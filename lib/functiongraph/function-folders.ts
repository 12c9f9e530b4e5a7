import { copyFile, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { AutomationError } from "../domain/errors.ts";
import { CHILD_PROGRAM } from "./child-program.ts";
import { FUNCTIONGRAPH_LIMITS } from "./limits.ts";
import { readZip } from "./read-zip.ts";
import type { FunctionFolders } from "./runtime-environment.ts";

/** File in the runtime folder that the child process starts with. */
export const CHILD_FILE = "child.cjs";

async function copyFolder(from: string, to: string): Promise<void> {
  let total = 0;
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    // A link counts as what it leads to, as in a zip.
    const found = await stat(path);
    if (!found.isFile()) continue;
    total += found.size;
    if (total > FUNCTIONGRAPH_LIMITS.codeBytes)
      throw new AutomationError(
        "usage",
        `${from}: holds more than ${FUNCTIONGRAPH_LIMITS.codeBytes} bytes, which the platform does not take`,
      );
    const target = join(to, relative(from, path));
    await mkdir(dirname(target), { recursive: true });
    await copyFile(path, target);
  }
}

async function unzip(file: string, to: string): Promise<void> {
  for (const { name, bytes } of readZip(await readFile(file))) {
    const target = join(to, name);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
}

async function kindOf(path: string): Promise<"folder" | "file"> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (error) {
    throw new AutomationError(
      "usage",
      `codeFolder: ${path}: there is no such folder or zip; build the function first`,
      {
        cause: error,
        details: { field: "codeFolder" },
      },
    );
  }
}

/**
 * Copies the code into folders of its own. In place it would find what the platform does not have: a `node_modules`
 * further up, or a package.json of the project that makes every file an ES module.
 */
export async function makeFolders(codeFolder: string): Promise<FunctionFolders> {
  const kind = await kindOf(codeFolder);
  const root = await realpath(await mkdtemp(join(tmpdir(), "curfew-functiongraph-")));
  const folders = { root, code: join(root, "code"), runtime: join(root, "runtime"), log: join(root, "log") };
  try {
    for (const folder of [folders.code, folders.runtime, folders.log]) await mkdir(folder);
    await writeFile(join(folders.runtime, CHILD_FILE), CHILD_PROGRAM);
    await (kind === "folder" ? copyFolder(codeFolder, folders.code) : unzip(codeFolder, folders.code));
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
  return folders;
}
