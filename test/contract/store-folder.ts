import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A folder of its own, in memory where the system has a place for that: a few thousand writes that each wait for the
 * disk would be most of the time of these tests, and none of them pulls the plug.
 */
export async function storeFolder(): Promise<string> {
  const inMemory = mkdtemp("/dev/shm/curfew-store-");
  return inMemory.catch(() => mkdtemp(join(tmpdir(), "curfew-store-")));
}
