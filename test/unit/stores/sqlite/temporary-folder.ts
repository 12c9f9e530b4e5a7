import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";

/** A folder for each test; answers the path of a file in it. */
export function temporaryFolder(): (name: string) => string {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "curfew-sqlite-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });
  return (name) => join(folder, name);
}
