import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of the test's own, removed by closing it. */
export interface TempFolder {
  readonly path: string;
  close(): Promise<void>;
}

export async function makeTempFolder(): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), "curfew-e2e-"));
  return { path, close: () => rm(path, { recursive: true, force: true }) };
}
