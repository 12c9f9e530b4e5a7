import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { storeFolder } from "../../../contract/store-folder.ts";

/** A folder for each test; answers the path of a file in it. */
export function temporaryFolder(): (name: string) => string {
  let folder = "";
  beforeEach(async () => {
    folder = await storeFolder();
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });
  return (name) => join(folder, name);
}
