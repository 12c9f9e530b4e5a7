import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readScan } from "../../../../lib/cli/scan/read-scan.ts";
import { cleanUpAfterEach } from "../../../e2e/support/clean-up.ts";
import { makeTempFolder } from "../../../e2e/support/temp-folder.ts";
import { fakeTerminal } from "../fake-terminal.ts";

const keep = cleanUpAfterEach();

const TARGET = {
  name: "lab",
  cloud: "otc",
  region: "eu-de",
  project: "env:OS_PROJECT_ID",
  credentials: "env:OTC_SDK",
  endpoint: null,
  machines: { notebook: 3 },
};

async function read(text: string): Promise<unknown> {
  const { path } = keep(await makeTempFolder());
  await writeFile(join(path, "scan.json"), text);
  return readScan("scan.json", fakeTerminal({ cwd: path })).catch((error: unknown) => error);
}

describe("readScan", () => {
  it("reads the targets and leaves the rest of the scan alone", async () => {
    expect(await read(JSON.stringify({ version: 1, targets: [TARGET], machines: [{}] }))).toEqual([TARGET]);
  });

  it.each([
    ["{", "not JSON"],
    ["[]", "not a scan"],
    [JSON.stringify({ version: 1, targets: [] }), "not a scan (targets"],
    [JSON.stringify({ version: 2, targets: [TARGET] }), "not a scan (version"],
    [JSON.stringify({ version: 1, targets: [{ ...TARGET, name: "A B" }] }), "targets.0.name"],
    [JSON.stringify({ version: 1, targets: [{ ...TARGET, machines: { server: 1 } }] }), "targets.0.machines"],
  ])("refuses %s, naming what is wrong", async (text, why) => {
    expect(await read(text)).toMatchObject({ code: "usage", message: expect.stringContaining(why) });
  });

  it("says how to make one when there is no such file", async () => {
    const error = await readScan("scan.json", fakeTerminal()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "usage", message: expect.stringContaining("curfew scan --out") });
  });
});
