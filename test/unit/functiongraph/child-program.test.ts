import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);

it("the program of the child is the one its sources make", async () => {
  // Fails with the script's advice when somebody changed a source and did not write the program anew.
  await expect(run(process.execPath, ["scripts/functiongraph-child.js", "--check"])).resolves.toBeDefined();
});
