import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { RuntimeOptions } from "../../lib/functiongraph/runtime-options.ts";
import { type FunctionGraphRuntime, startRuntime } from "../../lib/functiongraph/start-runtime.ts";

/** A function in a folder of its own, and the runtime that carries it. */
export interface TestFunction extends FunctionGraphRuntime {
  readonly folder: string;
}

/** Writes files into a new folder; the caller removes it. */
export async function writeCode(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "curfew-function-"));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

/** Starts a function of the given source. A text is its index.js. */
export async function startFunction(
  source: string | Readonly<Record<string, string>>,
  options: Partial<RuntimeOptions> = {},
): Promise<TestFunction> {
  const folder = await writeCode(typeof source === "string" ? { "index.js": source } : source);
  try {
    const runtime = await startRuntime({ codeFolder: folder, handler: "index.handler", ...options });
    return {
      ...runtime,
      folder,
      close: async () => {
        await runtime.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
