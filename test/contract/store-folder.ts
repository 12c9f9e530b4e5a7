import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of its own for one store. */
export async function storeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "curfew-store-"));
}
